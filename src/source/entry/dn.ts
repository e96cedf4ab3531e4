import { isUtf8 } from "node:buffer";

/** What `normalizeDn` would give back in lower case as it came: the names of most entries. */
const PLAIN = plainPattern();
/** Characters; the pattern needs a stack as deep as the text is long. */
const PLAIN_LENGTH = 4096;

/** Short names of RFC 4514, section 3, by their OID; with the OID a server writes what it knows no name for. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "cn"],
  ["2.5.4.6", "c"],
  ["2.5.4.7", "l"],
  ["2.5.4.8", "st"],
  ["2.5.4.9", "street"],
  ["2.5.4.10", "o"],
  ["2.5.4.11", "ou"],
  ["0.9.2342.19200300.100.1.1", "uid"],
  ["0.9.2342.19200300.100.1.25", "dc"],
]);

/** Of UTF8String, PrintableString and IA5String, in which the values of names are written. */
const STRING_TAGS: ReadonlySet<number | undefined> = new Set([0x0c, 0x13, 0x16]);

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * The one way to write a DN (RFC 4514), so that equal DNs are equal texts: in lower case, NFC, no spaces around
 * separators, inner spaces single, the parts of a multi-valued RDN sorted, escapes only where they must be. Quotes and
 * semicolons as in RFC 1779 are understood. Undefined when the text is no DN; the empty DN is the empty text.
 */
export function normalizeDn(text: string): string | undefined {
  const folded = text.toLowerCase();
  if (folded.length <= PLAIN_LENGTH && PLAIN.test(folded)) return folded;
  const cursor = { text, at: 0 };
  skipSpaces(cursor);
  if (cursor.at === text.length) return "";
  const rdns: string[] = [];
  for (;;) {
    const rdn = readRdn(cursor);
    if (rdn === undefined) return undefined;
    rdns.push(rdn);
    if (cursor.at === text.length) return rdns.join(",");
    cursor.at += 1;
  }
}

/** Whether a DN is `base` or stands below it; both normalised. */
export function isBelow(normal: string, base: string): boolean {
  if (normal.length === base.length || base === "") return base === "" || normal === base;
  if (!normal.endsWith(base)) return false;
  const comma = normal.length - base.length - 1;
  return normal[comma] === "," && !isEscaped(normal, comma);
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

function plainPattern(): RegExp {
  const first = String.raw`[!$-*\-./0-:=?-[\]-~]`;
  const other = String.raw`[!#-*\-./0-:=?-[\]-~]`;
  const part = `[a-z][a-z0-9-]*=${first}${other}*(?: ${other}+)*`;
  return new RegExp(`^${part}(?:,${part})*$`);
}

/** Reads up to the separator of the next RDN, or to the end. */
function readRdn(cursor: Cursor): string | undefined {
  const parts: string[] = [];
  do {
    if (parts.length > 0) cursor.at += 1;
    const type = readType(cursor);
    const value = type === undefined ? undefined : readValue(cursor);
    if (value === undefined) return undefined;
    parts.push(`${type}=${value}`);
  } while (cursor.text[cursor.at] === "+");
  return parts.length === 1 ? parts[0] : parts.sort().join("+");
}

function readType(cursor: Cursor): string | undefined {
  const equals = cursor.text.indexOf("=", cursor.at);
  const type = cursor.text.slice(cursor.at, equals).trim().toLowerCase();
  if (equals === -1 || !/^(?:[a-z][a-z0-9_-]*|(?:oid\.)?\d+(?:\.\d+)+)$/.test(type)) return undefined;
  cursor.at = equals + 1;
  const oid = type.startsWith("oid.") ? type.slice(4) : type;
  return SHORT_NAMES.get(oid) ?? oid;
}

function readValue(cursor: Cursor): string | undefined {
  skipSpaces(cursor);
  if (cursor.text[cursor.at] === "#") return readHexString(cursor);
  const quoted = cursor.text[cursor.at] === '"';
  if (quoted) cursor.at += 1;
  const value = readText(cursor, quoted ? '"' : ",+;");
  if (value === undefined || !quoted) return value === undefined ? undefined : writeValue(value);
  if (cursor.text[cursor.at] !== '"') return undefined;
  cursor.at += 1;
  skipSpaces(cursor);
  return atSeparator(cursor) ? writeValue(value) : undefined;
}

/** Reads up to one of `stops` that no backslash stands before. */
function readText(cursor: Cursor, stops: string): string | undefined {
  const { text } = cursor;
  let value = "";
  let from = cursor.at;
  while (cursor.at < text.length && !stops.includes(text.charAt(cursor.at))) {
    if (text[cursor.at] !== "\\") {
      cursor.at += 1;
      continue;
    }
    value += text.slice(from, cursor.at);
    const escaped = readEscape(cursor);
    if (escaped === undefined) return undefined;
    value += escaped;
    from = cursor.at;
  }
  return value + text.slice(from, cursor.at);
}

/** A run of `\xx`, which are bytes of UTF-8, or a backslash and a special character. */
function readEscape(cursor: Cursor): string | undefined {
  const [run] = /^(?:\\[0-9a-fA-F]{2})+/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (run !== undefined) {
    cursor.at += run.length;
    const bytes = Buffer.from(run.replaceAll("\\", ""), "hex");
    return isUtf8(bytes) ? bytes.toString() : undefined;
  }
  const character = cursor.text[cursor.at + 1];
  if (character === undefined || !' "#+,;<=>\\'.includes(character)) return undefined;
  cursor.at += 2;
  return character;
}

/** `#` and the value in BER as hex; a text written so equals the same text written out. */
function readHexString(cursor: Cursor): string | undefined {
  const [whole = "", hex = ""] = /^#((?:[0-9a-fA-F]{2})+) */.exec(cursor.text.slice(cursor.at)) ?? [];
  cursor.at += whole.length;
  if (whole === "" || !atSeparator(cursor)) return undefined;
  const bytes = Buffer.from(hex, "hex");
  const text = bytes.subarray(2);
  const isText = STRING_TAGS.has(bytes[0]) && text.length < 128 && bytes[1] === text.length;
  return isText && isUtf8(text) ? writeValue(text.toString()) : `#${hex.toLowerCase()}`;
}

function writeValue(value: string): string {
  return value
    .toLowerCase()
    .normalize("NFC")
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\,+"<>;]|^#/g, String.raw`\$&`)
    .replaceAll(/\p{Cc}/gu, hexEscapes);
}

function hexEscapes(text: string): string {
  return Buffer.from(text)
    .toString("hex")
    .replaceAll(/../g, String.raw`\$&`);
}

function skipSpaces(cursor: Cursor): void {
  while (/\s/.test(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

function atSeparator({ text, at }: Cursor): boolean {
  return at === text.length || ",+;".includes(text.charAt(at));
}
