import { isAlias, isMap, isScalar, visit, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import { keyText, type YamlPath } from "./position.ts";

const MAX_NODES = 100_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;
const UNKNOWN_ANCHOR = "a value that begins with * must stand in quotes";

/** Keys that reach the prototype of a plain object in careless code. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

interface NodeFinding {
  readonly offset: number;
  readonly message: string;
  /** Nothing may be made of the document. */
  readonly fatal: boolean;
}

/** Finds twofold keys, aliases that lead nowhere, and documents made to be large, before anything is expanded. */
export function forbidHostileNodes(document: Document): readonly NodeFinding[] {
  const findings: NodeFinding[] = [];
  const anchors = new Set<string>();
  let nodes = 0;
  let aliases = 0;
  visit(document, {
    Node: (_key, node) => {
      nodes += 1;
      if (isAlias(node)) aliases += 1;
      else if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isMap(node)) for (const finding of twofoldKeys(node)) findings.push(finding);
      if (isAlias(node) && !anchors.has(node.source)) findings.push(fatal(node, UNKNOWN_ANCHOR));
      const excess = tooMany(nodes, aliases);
      if (excess === undefined) return undefined;
      findings.push(fatal(node, excess));
      return visit.BREAK;
    },
  });
  return findings;
}

function tooMany(nodes: number, aliases: number): string | undefined {
  if (nodes > MAX_NODES) return `more than ${MAX_NODES} values; a file of settings has fewer`;
  if (aliases > MAX_ALIASES) return `more than ${MAX_ALIASES} aliases; write the values out`;
  return undefined;
}

function fatal(node: Node, message: string): NodeFinding {
  return { offset: node.range?.[0] ?? 0, message, fatal: true };
}

function twofoldKeys(map: YAMLMap): readonly NodeFinding[] {
  const seen = new Set<string>();
  return map.items.flatMap((pair: Pair) => {
    const key = keyText(pair);
    if (key === undefined || !seen.has(key)) {
      if (key !== undefined) seen.add(key);
      return [];
    }
    const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    return [{ offset, message: "this key stands here a second time; keep one of the two", fatal: false }];
  });
}

interface ValueFinding {
  readonly path: YamlPath;
  readonly message: string;
}

/**
 * Takes out keys that reach for a prototype and numbers that JSON does not know. Walks at most `MAX_NODES`
 * values, aliases counted where they stand, and `MAX_DEPTH` levels: an alias to its own parent ends there.
 */
export function removeForbiddenValues(value: unknown): { value: unknown; findings: readonly ValueFinding[] } {
  const findings: ValueFinding[] = [];
  let nodes = 0;
  let stopped = false;
  function stop(path: YamlPath, message: string): void {
    if (!stopped) findings.push({ path, message });
    stopped = true;
  }
  function clean(value: unknown, path: YamlPath): unknown {
    nodes += 1;
    if (nodes > MAX_NODES) stop([], `more than ${MAX_NODES} values; write fewer aliases`);
    if (path.length > MAX_DEPTH) stop(path.slice(0, 4), `nests deeper than ${MAX_DEPTH} levels`);
    if (stopped) return undefined;
    if (Array.isArray(value)) return value.map((item, index) => clean(item, [...path, index]));
    if (typeof value === "object" && value !== null) return cleanMap(value, path);
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    findings.push({ path, message: "is not a number that can be sent; write a number, or text in quotes" });
    return 0;
  }
  function cleanMap(map: object, path: YamlPath): unknown {
    const entries = Object.entries(map);
    const refused = entries.filter(([key]) => FORBIDDEN_KEYS.has(key));
    for (const [key] of refused) findings.push({ path: [...path, key], message: "this key is not allowed" });
    const kept = entries.filter(([key]) => !FORBIDDEN_KEYS.has(key));
    return Object.fromEntries(kept.map(([key, inner]) => [key, clean(inner, [...path, key])]));
  }
  return { value: clean(value, []), findings };
}
