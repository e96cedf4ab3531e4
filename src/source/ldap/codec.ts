import type * as Ldapts from "ldapts";
import { LdapFault } from "./fault.ts";

/**
 * Of ldapts we take what is written and read on the wire, not its client: that one ends a paged search at the first
 * empty page although there is a cookie (RFC 2696 allows such pages), connects again without a bind, and holds whole
 * pages. Each of the three would be an incomplete read that nobody sees, or a large one.
 */
export type LdapCodec = typeof Ldapts;

/** Loaded when a directory is fetched, so that others do not pay for it. */
export async function loadCodec(): Promise<LdapCodec> {
  return import("ldapts");
}

const OCTET_STRING = 0x04;

export function malformed(): LdapFault {
  return new LdapFault("url", "the server sent an answer that is not LDAP; is this the right host and port?");
}

/** Steps into a constructed value and gives the offset of its end. */
export function enter(reader: Ldapts.BerReader, tag: number): number {
  if (reader.readSequence(tag) === null) throw malformed();
  const end = reader.offset + reader.length;
  // A length of four bytes can come out negative, and then the reader would walk in circles.
  if (reader.length < 0 || end > reader.buffer.length) throw malformed();
  return end;
}

export function readBytes(reader: Ldapts.BerReader, tag: number = OCTET_STRING): Buffer {
  const value = reader.readString(tag, true);
  if (value === null || reader.length < 0) throw malformed();
  return value;
}

export function readText(reader: Ldapts.BerReader, tag: number = OCTET_STRING): string {
  return readBytes(reader, tag).toString();
}

/** Reads values of one kind up to the end of what was entered. */
export function readUntil<T>(reader: Ldapts.BerReader, end: number, read: () => T): T[] {
  const values: T[] = [];
  while (reader.offset < end) values.push(read());
  if (reader.offset !== end) throw malformed();
  return values;
}
