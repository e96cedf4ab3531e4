import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Node, type Pair } from "yaml";
import { offsetInBlock } from "./block-text.ts";

/** Keys of maps and indexes of lists, from the top of the file: `["targets", "my-app", "protect", 0]`. */
export type YamlPath = readonly (string | number)[];

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Step {
  /** What the position points at: the key in a map, the item in a list. */
  readonly mark: Node | undefined;
  readonly value: unknown;
}

/** A document, and the text it was read from. */
export interface Written {
  readonly document: Document;
  readonly text: string;
  readonly place: (offset: number) => Position;
}

/**
 * Where `path` stands: its key node or list item, or the nearest parent that exists. With `inside`, the place of that
 * character (0-based) of the text at `path`; escapes before it are not counted.
 */
export function positionOf({ document, text, place }: Written, path: YamlPath, inside?: number): Position {
  let mark = document.contents ?? undefined;
  let value: unknown = document.contents;
  for (const part of path) {
    const step = stepInto(resolve(document, value), part);
    if (step === undefined) break;
    mark = step.mark ?? mark;
    value = step.value;
  }
  const found = inside === undefined ? undefined : offsetInside(text, resolve(document, value), inside);
  return place(found ?? mark?.range?.[0] ?? 0);
}

/** Offset of a character of a scalar, in the file. */
function offsetInside(file: string, value: unknown, inside: number): number | undefined {
  if (!isScalar(value) || value.range === undefined || value.range === null) return undefined;
  const [start] = value.range;
  if (value.type?.startsWith("BLOCK") === true)
    return offsetInBlock(file, start, String(value.value), inside);
  return start + (value.type?.startsWith("QUOTE") === true ? 1 : 0) + inside;
}

/** `targets.my-app.protect[0]`: a path as messages show it. */
export function formatPath(path: YamlPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

function resolve(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function stepInto(node: unknown, part: string | number): Step | undefined {
  if (isSeq(node)) {
    const item = typeof part === "number" ? node.items[part] : undefined;
    return item === undefined ? undefined : { mark: isNode(item) ? item : undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyText(item) === String(part));
  if (pair === undefined) return undefined;
  return { mark: isNode(pair.key) ? pair.key : undefined, value: pair.value };
}

/** The key of a pair as the plain value has it. */
export function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}
