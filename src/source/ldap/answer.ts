import { isUtf8 } from "node:buffer";
import type { BerReader } from "ldapts";
import { enter, type LdapCodec, malformed, readBytes, readText, readUntil } from "./codec.ts";
import { LdapFault, quoteServer } from "./fault.ts";

export interface LdapAttribute {
  /** With options, such as `cn;lang-de` or `member;range=0-1499`. */
  readonly type: string;
  /** As they are stored: only the schema knows which are text. */
  readonly values: readonly Buffer[];
}

export interface LdapEntry {
  readonly dn: string;
  readonly attributes: readonly LdapAttribute[];
}

/** How an operation ended (RFC 4511, 4.1.9). */
export interface LdapResult {
  readonly kind: "result";
  readonly id: number;
  readonly code: number;
  readonly matchedDn: string;
  readonly diagnostic: string;
  readonly referrals: readonly string[];
  /** Of the control of paged results; empty on the last page, undefined when the server sent no such control. */
  readonly cookie: Buffer | undefined;
}

export type LdapAnswer =
  | { readonly kind: "entry"; readonly id: number; readonly entry: LdapEntry }
  | { readonly kind: "reference"; readonly id: number; readonly uris: readonly string[] }
  | LdapResult;

const SEQUENCE = 0x30;
const SET = 0x31;
const SEARCH_ENTRY = 0x64;
const SEARCH_REFERENCE = 0x73;
/** Of bind, search and extended operations. */
const RESULTS: ReadonlySet<number> = new Set([0x61, 0x65, 0x78]);
const REFERRAL = 0xa3;
const CONTROLS = 0xa0;
const BOOLEAN = 0x01;

/** Reads one whole LDAPMessage (RFC 4511, 4.1.1); throws `LdapFault`. */
export function readAnswer(codec: LdapCodec, frame: Buffer): LdapAnswer {
  try {
    return decode(codec, new codec.BerReader(frame));
  } catch (error) {
    if (error instanceof codec.InvalidAsn1Error) throw malformed();
    throw error;
  }
}

function decode(codec: LdapCodec, reader: BerReader): LdapAnswer {
  const end = enter(reader, SEQUENCE);
  const id = reader.readInt() ?? -1;
  const operation = reader.peek() ?? -1;
  const operationEnd = enter(reader, operation);
  if (operationEnd > end || id < 0) throw malformed();
  if (operation === SEARCH_ENTRY) return { kind: "entry", id, entry: readEntry(reader) };
  if (operation === SEARCH_REFERENCE) {
    return { kind: "reference", id, uris: readUntil(reader, operationEnd, () => readText(reader)) };
  }
  if (!RESULTS.has(operation)) throw malformed();
  return readResult(codec, reader, id, operationEnd);
}

function readEntry(reader: BerReader): LdapEntry {
  const dn = readBytes(reader);
  // RFC 4511, 4.1.3; what is decoded with losses may be the name of another entry.
  if (!isUtf8(dn))
    throw new LdapFault("url", `the server sent a DN that is not UTF-8: ${quoteServer(dn.toString())}`);
  const attributes = readUntil(reader, enter(reader, SEQUENCE), () => readAttribute(reader));
  return { dn: dn.toString(), attributes };
}

function readAttribute(reader: BerReader): LdapAttribute {
  enter(reader, SEQUENCE);
  const type = readText(reader);
  return { type, values: readUntil(reader, enter(reader, SET), () => readBytes(reader)) };
}

function readResult(codec: LdapCodec, reader: BerReader, id: number, end: number): LdapResult {
  const code = reader.readEnumeration() ?? -1;
  const [matchedDn, diagnostic] = [readText(reader), readText(reader)];
  const referrals =
    reader.offset < end && reader.peek() === REFERRAL
      ? readUntil(reader, enter(reader, REFERRAL), () => readText(reader))
      : [];
  if (code < 0 || reader.offset > end) throw malformed();
  // What a bind or an extended operation says besides is of no use to us.
  reader.offset = end;
  return { kind: "result", id, code, matchedDn, diagnostic, referrals, cookie: readCookie(codec, reader) };
}

function readCookie(codec: LdapCodec, reader: BerReader): Buffer | undefined {
  if (reader.peek() !== CONTROLS) return undefined;
  const cookies = readUntil(reader, enter(reader, CONTROLS), () => {
    const end = enter(reader, SEQUENCE);
    const type = readText(reader);
    if (reader.offset < end && reader.peek() === BOOLEAN) reader.readBoolean();
    const value = reader.offset < end ? readBytes(reader) : undefined;
    if (type !== codec.PagedResultsControl.type || value === undefined) return undefined;
    return cookieOf(new codec.BerReader(value));
  });
  return cookies.find((cookie) => cookie !== undefined);
}

/** The value of the control is its size, which is a guess, and the cookie (RFC 2696). */
function cookieOf(reader: BerReader): Buffer {
  enter(reader, SEQUENCE);
  reader.readInt();
  return readBytes(reader);
}
