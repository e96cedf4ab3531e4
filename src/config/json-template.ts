import type { Json, JsonObject } from "../canonical.ts";
import { fromMacros } from "../mapping/macro-string.ts";
import { TemplateSyntaxError } from "../mapping/template-string.ts";
import { findFault } from "../source/json/text/fault-finder.ts";
import type { Position, YamlPath } from "../yaml/position.ts";
import { type JsonNode, offsetInLiteral, readJsonTree } from "./json-tree.ts";

/** Something wrong in a JSON template. */
export interface JsonTemplateFinding {
  /** From the top of the template. */
  readonly path: YamlPath;
  readonly position: Position;
  readonly message: string;
}

/** A template written as JSON. */
export interface JsonTemplate {
  /** Undefined when the text is no JSON object. Strings hold `${…}` for `{$…}`. */
  readonly attributes: JsonObject | undefined;
  readonly findings: readonly JsonTemplateFinding[];
  /** Where the value at `path` stands: its name, or the item of a list. With `inside`, that character of its text. */
  readonly position: (path: YamlPath, inside?: number) => Position;
}

/** Keys that reach the prototype of a plain object in careless code. */
const forbidden: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Reads a template of at most 1,048,576 characters, whose first line is `firstLine` of its file. */
export function readJsonTemplate(text: string, firstLine = 1): JsonTemplate {
  const fault = findFault({ text, place: { line: firstLine, column: 1 }, members: 0 }, true);
  if (fault !== undefined) return unreadable(text, firstLine, fault, fault.message);
  if (text.trim() === "") {
    const column = text.split("\n", 1).join("").length + 1;
    return unreadable(text, firstLine, { line: firstLine, column }, "it is empty");
  }
  const tree = readJsonTree(text);
  const findings: JsonTemplateFinding[] = [];
  const value = toAttributes(tree, []);
  if (tree.kind !== "object") report([], tree.at, "is no JSON object");
  return {
    attributes: tree.kind === "object" ? (value as JsonObject) : undefined,
    findings,
    position: (path, inside) => place(offsetOf(text, tree, path, inside)),
  };

  function place(offset: number): Position {
    const before = text.slice(0, offset);
    return { line: firstLine + before.split("\n").length - 1, column: offset - before.lastIndexOf("\n") };
  }

  function report(path: YamlPath, offset: number, message: string): void {
    findings.push({ path, position: place(offset), message });
  }

  function toAttributes(node: JsonNode, path: YamlPath): Json {
    if (node.kind === "list") return node.items.map((item, index) => toAttributes(item, [...path, index]));
    if (node.kind === "object") return toObject(node, path);
    if (typeof node.value === "string") return toTemplate(node.value, node.at, path);
    if (typeof node.value !== "number" || Number.isFinite(node.value)) return node.value;
    report(path, node.at, "is not a number that can be sent; write a smaller one, or text in quotes");
    return 0;
  }

  function toObject({ members }: JsonNode & { kind: "object" }, path: YamlPath): JsonObject {
    const first = new Map<string, number>();
    const kept = members.filter(({ name, at }) => {
      const other = first.get(name);
      const isRefused = forbidden.has(name);
      if (isRefused) report([...path, name], at, "this key is not allowed");
      else if (other === undefined) first.set(name, at);
      else report([...path, name], at, `stands at ${shown(place(other))}, too; keep one of the two`);
      return !isRefused && other === undefined;
    });
    return Object.fromEntries(kept.map(({ name, node }) => [name, toAttributes(node, [...path, name])]));
  }

  function toTemplate(string: string, at: number, path: YamlPath): string {
    try {
      return fromMacros(string);
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      report(path, offsetInLiteral(text, at, error.offset), error.message);
      return string;
    }
  }
}

function shown({ line, column }: Position): string {
  return `${line}:${column}`;
}

function unreadable(text: string, firstLine: number, position: Position, message: string): JsonTemplate {
  const line = text.split("\n")[position.line - firstLine] ?? "";
  const isBareMacro = /\{\s*$/.test(line.slice(0, position.column - 1)) && line[position.column - 1] === "$";
  const hint = isBareMacro ? ': a macro stands in double quotes, "{$user.active}"' : "";
  return {
    attributes: undefined,
    findings: [{ path: [], position, message: `is no JSON${hint === "" ? `: ${message}` : hint}` }],
    position: () => position,
  };
}

function offsetOf(text: string, tree: JsonNode, path: YamlPath, inside: number | undefined): number {
  let node = tree;
  let mark = tree.at;
  for (const part of path) {
    if (node.kind === "plain") break;
    const name = String(part);
    const found = node.kind === "object" ? node.members.find((member) => member.name === name) : undefined;
    const next = node.kind === "list" ? node.items[Number(part)] : found?.node;
    if (next === undefined) break;
    mark = found?.at ?? next.at;
    node = next;
  }
  return inside !== undefined && node.kind === "plain" ? offsetInLiteral(text, node.at, inside) : mark;
}
