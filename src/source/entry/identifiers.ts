/** Identifiers that directories keep as bytes, in the way people and other systems write them. */

/** The order in which the bytes of a Windows GUID are written out: its first three numbers are little-endian (MS-DTYP, 2.3.4). */
const MIXED_ENDIAN = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** 16 bytes as `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in lower case; undefined when they are not 16. */
export function guidText(bytes: Buffer, order: "mixed-endian" | "big-endian"): string | undefined {
  if (bytes.length !== 16) return undefined;
  const ordered =
    order === "big-endian" ? bytes : Buffer.from(MIXED_ENDIAN.map((index) => bytes[index] ?? 0));
  return ordered.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A GUID that is a text already, in lower case and without braces; undefined when it is none. */
export function plainGuid(text: string): string | undefined {
  const [, guid] = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(text) ?? [];
  return guid?.toLowerCase();
}

/** A security identifier as `S-1-5-21-…` (MS-DTYP, 2.4.2); undefined when the bytes are none. */
export function sidText(bytes: Buffer): string | undefined {
  const [revision, count = 0] = bytes;
  if (revision !== 1 || bytes.length !== 8 + 4 * count) return undefined;
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ["S-1", bytes.readUIntBE(2, 6), ...parts].join("-");
}

/** A SID taken apart into that of its domain and its last number; undefined when the text is none. */
export function splitSid(sid: string): { readonly domain: string; readonly rid: string } | undefined {
  const [, domain, rid] = /^(S-1-\d+(?:-\d+)*)-(\d+)$/i.exec(sid) ?? [];
  return domain === undefined || rid === undefined ? undefined : { domain, rid };
}
