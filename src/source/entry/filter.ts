import { normalizeDn } from "./dn.ts";
import { parseFilter } from "./filter-parser.ts";
import type { FilterNode } from "./filter-parser.ts";

/** Gives the values of an attribute, by its name in lower case; empty when it has none. */
export type AttributeLookup = (name: string) => readonly string[];

/** Whether a record satisfies a filter. */
export type RecordFilter = (lookup: AttributeLookup) => boolean;

/**
 * Compiles a filter of RFC 4515; throws `UsageError` with the column of what is wrong and what to write instead.
 * Values are compared trimmed, without case and NFC, DNs also normalised; `~=` is `=`; `>=` and `<=` compare whole
 * numbers as such when both are, else text. Of extensible matches the two bit rules are known, `(flags:1.2.840.113556.1.4.803:=2)`
 * for all bits and `…804` for any.
 */
export function compileFilter(text: string): RecordFilter {
  return compile(parseFilter(text));
}

/** The attributes, in lower case, that a filter looks at. */
export function filterAttributes(text: string): readonly string[] {
  return [...new Set(attributesOf(parseFilter(text)))];
}

function attributesOf(node: FilterNode): readonly string[] {
  if ("parts" in node) return node.parts.flatMap(attributesOf);
  if ("part" in node) return attributesOf(node.part);
  return [node.attribute];
}

function compile(node: FilterNode): RecordFilter {
  switch (node.kind) {
    case "and": {
      const parts = node.parts.map(compile);
      return (lookup) => parts.every((part) => part(lookup));
    }
    case "or": {
      const parts = node.parts.map(compile);
      return (lookup) => parts.some((part) => part(lookup));
    }
    case "not": {
      const part = compile(node.part);
      return (lookup) => !part(lookup);
    }
    case "present":
      return (lookup) => lookup(node.attribute).length > 0;
    case "substrings":
      return someValue(node.attribute, substringTest(node.pieces));
    case "equal":
      return someValue(node.attribute, equalityTest(node.value));
    case "least":
      return someValue(
        node.attribute,
        orderTest(node.value, (order) => order >= 0),
      );
    case "most":
      return someValue(
        node.attribute,
        orderTest(node.value, (order) => order <= 0),
      );
    case "allBits":
      return someValue(
        node.attribute,
        bitTest((bits) => (bits & node.mask) === node.mask),
      );
    case "anyBit":
      return someValue(
        node.attribute,
        bitTest((bits) => (bits & node.mask) !== 0n),
      );
  }
}

/** Folding does not change the length of such a text, and most values differ in length already. */
const PLAIN = /^[!-~]*$/;

function someValue(attribute: string, test: (value: string) => boolean): RecordFilter {
  return (lookup) => lookup(attribute).some(test);
}

function equalityTest(asserted: string): (value: string) => boolean {
  const folded = fold(asserted);
  const dn = asserted.includes("=") ? normalizeDn(asserted) : undefined;
  return (value) => {
    if (value === asserted) return true;
    if (dn === undefined && value.length !== folded.length && PLAIN.test(value)) return false;
    return fold(value) === folded || (dn !== undefined && normalizeDn(value) === dn);
  };
}

function substringTest(pieces: readonly string[]): (value: string) => boolean {
  const [first = "", ...others] = pieces.map(foldCase);
  const begin = first.trimStart();
  const end = (others.pop() ?? "").trimEnd();
  return (value) => {
    const folded = fold(value);
    if (!folded.startsWith(begin)) return false;
    let at = begin.length;
    for (const piece of others) {
      const found = folded.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return folded.length - end.length >= at && folded.endsWith(end);
  };
}

function orderTest(asserted: string, accept: (order: number) => boolean): (value: string) => boolean {
  const folded = fold(asserted);
  const number = wholeNumber(folded);
  return (value) => {
    const other = fold(value);
    const otherNumber = number === undefined ? undefined : wholeNumber(other);
    return accept(
      number === undefined || otherNumber === undefined
        ? compare(other, folded)
        : compare(otherNumber, number),
    );
  };
}

function bitTest(accept: (bits: bigint) => boolean): (value: string) => boolean {
  return (value) => {
    const bits = wholeNumber(value.trim());
    return bits !== undefined && accept(bits);
  };
}

/** Undefined when it is none, or longer than any number a directory holds. */
function wholeNumber(text: string): bigint | undefined {
  return /^-?\d{1,40}$/.test(text) ? BigInt(text) : undefined;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fold(text: string): string {
  return foldCase(text).trim();
}

function foldCase(text: string): string {
  return text.toLowerCase().normalize("NFC");
}
