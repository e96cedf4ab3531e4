import type { BerWriter } from "ldapts";
import { UsageError } from "../../errors.ts";

/** A filter as it goes over the wire (RFC 4511, 4.5.1.7): a BER value, primitive or made of others. */
export type LdapFilter =
  | { readonly tag: number; readonly value: Buffer }
  | { readonly tag: number; readonly parts: readonly LdapFilter[] };

const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
const AND = 0xa0;
const OR = 0xa1;
const NOT = 0xa2;
const EQUALITY = 0xa3;
const SUBSTRINGS = 0xa4;
const PRESENT = 0x87;
const EXTENSIBLE = 0xa9;
/** By the character in front of the `=`. */
const COMPARISONS: ReadonlyMap<string, number> = new Map([
  [">", 0xa5],
  ["<", 0xa6],
  ["~", 0xa8],
]);
const DEEPEST = 100;

export function writeFilter(filter: LdapFilter, writer: BerWriter): void {
  if ("value" in filter) {
    writer.writeBuffer(filter.value, filter.tag);
    return;
  }
  writer.startSequence(filter.tag);
  for (const part of filter.parts) writeFilter(part, writer);
  writer.endSequence();
}

/**
 * Parses a filter (RFC 4515) for the server to apply, every matching rule and escaped byte as it stands; blanks and
 * newlines around parentheses are allowed. Throws `UsageError` with the column.
 */
export function parseRequestFilter(text: string): LdapFilter {
  const cursor = { text, at: 0 };
  skipBlanks(cursor);
  const filter = parseFilter(cursor, 0);
  if (cursor.at < text.length) fail(cursor, "nothing may follow; several filters are written (&(…)(…))");
  return filter;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function parseFilter(cursor: Cursor, depth: number): LdapFilter {
  if (depth === DEEPEST) fail(cursor, `filters nest up to ${DEEPEST} deep`);
  expect(cursor, "(");
  skipBlanks(cursor);
  const filter = parseInside(cursor, depth);
  skipBlanks(cursor);
  expect(cursor, ")");
  skipBlanks(cursor);
  return filter;
}

function parseInside(cursor: Cursor, depth: number): LdapFilter {
  const operator = cursor.text.charAt(cursor.at);
  if (operator !== "&" && operator !== "|" && operator !== "!") return parseItem(cursor);
  cursor.at += 1;
  skipBlanks(cursor);
  if (operator === "!") return { tag: NOT, parts: [parseFilter(cursor, depth + 1)] };
  const parts: LdapFilter[] = [];
  while (cursor.text[cursor.at] === "(") parts.push(parseFilter(cursor, depth + 1));
  return { tag: operator === "&" ? AND : OR, parts };
}

function parseItem(cursor: Cursor): LdapFilter {
  const [whole, left = "", sign = "", text = ""] =
    /^([^()=<>~]*)([<>~]?)=([^()]*)/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (whole === undefined) return fail(cursor, "expected (attribute=value)");
  const name = left.trim();
  const matchingRule = name.includes(":");
  if (!/^[\w.;:-]+$/.test(name) || (matchingRule && !name.endsWith(":"))) {
    fail(cursor, `${JSON.stringify(name)} is not the name of an attribute`);
  }
  const value = unescapeBytes(text, cursor);
  const pieces = text.split("*").map((piece) => unescapeBytes(piece, cursor));
  cursor.at += whole.length;
  if (matchingRule) return extensible(name, value);
  const comparison = COMPARISONS.get(sign);
  if (comparison !== undefined || pieces.length === 1) {
    return { tag: comparison ?? EQUALITY, parts: [octets(name), { tag: OCTET_STRING, value }] };
  }
  if (pieces.every((piece) => piece.length === 0)) return { tag: PRESENT, value: Buffer.from(name) };
  return { tag: SUBSTRINGS, parts: [octets(name), substrings(pieces)] };
}

function substrings(pieces: readonly Buffer[]): LdapFilter {
  const last = pieces.length - 1;
  const parts = pieces.map((value, index) => {
    if (index === 0) return { tag: 0x80, value };
    return { tag: index === last ? 0x82 : 0x81, value };
  });
  return { tag: SEQUENCE, parts: parts.filter(({ value }) => value.length > 0) };
}

/** `attribute:dn:rule:`, each part but one of the outer two may be left out. */
function extensible(left: string, value: Buffer): LdapFilter {
  const [attribute = "", ...rest] = left.slice(0, -1).split(":");
  const ofDn = rest[0]?.toLowerCase() === "dn";
  const rule = (ofDn ? rest.slice(1) : rest).join(":");
  return {
    tag: EXTENSIBLE,
    parts: [
      ...(rule === "" ? [] : [{ tag: 0x81, value: Buffer.from(rule) }]),
      ...(attribute === "" ? [] : [{ tag: 0x82, value: Buffer.from(attribute) }]),
      { tag: 0x83, value },
      ...(ofDn ? [{ tag: 0x84, value: Buffer.from([0xff]) }] : []),
    ],
  };
}

function unescapeBytes(piece: string, cursor: Cursor): Buffer {
  if (!piece.includes("\\")) return Buffer.from(piece);
  if (/\\(?![0-9a-f]{2})/i.test(piece)) {
    fail(cursor, 'after "\\" stand two hexadecimal digits; a backslash itself is written \\5c');
  }
  // The captured runs of escapes stand at the odd places.
  const parts = piece.split(/((?:\\[0-9a-f]{2})+)/i);
  const bytes = parts.map((part, index) =>
    index % 2 === 0 ? Buffer.from(part) : Buffer.from(part.replaceAll("\\", ""), "hex"),
  );
  return Buffer.concat(bytes);
}

function octets(text: string): LdapFilter {
  return { tag: OCTET_STRING, value: Buffer.from(text) };
}

function skipBlanks(cursor: Cursor): void {
  while (/\s/.test(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

function expect(cursor: Cursor, character: string): void {
  if (cursor.text[cursor.at] !== character) fail(cursor, `"${character}" is missing here`);
  cursor.at += 1;
}

function fail(cursor: Cursor, message: string): never {
  throw new UsageError(`LDAP filter (RFC 4515), column ${cursor.at + 1}: ${message}`);
}
