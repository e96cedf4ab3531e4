import { blankEnd } from "../source/json/text/text-window.ts";
import { tokenEnd } from "../source/json/text/tokens.ts";

/** A JSON value, and where it stands in its text. */
export type JsonNode =
  | { readonly kind: "plain"; readonly at: number; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: "object"; readonly at: number; readonly members: readonly JsonMember[] };

export interface JsonMember {
  readonly name: string;
  /** Where the name stands. */
  readonly at: number;
  readonly node: JsonNode;
}

/** Reads a text that is known to be JSON, and not to nest deeply. */
export function readJsonTree(text: string): JsonNode {
  let at = 0;
  return readNode();

  function readNode(): JsonNode {
    at = blankEnd(text, at);
    const start = at;
    if (text.charAt(at) === "{") return { kind: "object", at: start, members: readUntil("}", readMember) };
    if (text.charAt(at) === "[") return { kind: "list", at: start, items: readUntil("]", readNode) };
    return { kind: "plain", at: start, value: readToken() as string | number | boolean | null };
  }

  function readMember(): JsonMember {
    const start = blankEnd(text, at);
    at = start;
    const name = readToken() as string;
    skip(":");
    return { name, at: start, node: readNode() };
  }

  function readUntil<T>(closer: string, readOne: () => T): readonly T[] {
    const found: T[] = [];
    at += 1;
    while (!skip(closer)) {
      found.push(readOne());
      skip(",");
    }
    return found;
  }

  function readToken(): unknown {
    const start = at;
    at = tokenEnd(text, at, true);
    return JSON.parse(text.slice(start, at));
  }

  function skip(char: string): boolean {
    at = blankEnd(text, at);
    if (text.charAt(at) !== char) return false;
    at += 1;
    return true;
  }
}

/** Where a character (0-based) of a string stands in the literal that begins at `at`. */
export function offsetInLiteral(text: string, at: number, character: number): number {
  let offset = at + 1;
  for (let index = 0; index < character; index += 1) {
    offset += text.charAt(offset) !== "\\" ? 1 : text.charAt(offset + 1) === "u" ? 6 : 2;
  }
  return offset;
}
