import { isAscii, isUtf8 } from "node:buffer";
import { CUT_CHARACTER } from "./decoded-text.ts";
import type { BytesDecoder, DecodedText } from "./decoded-text.ts";

/** Strict UTF-8 (RFC 3629) without NUL. */
export class Utf8Decoder implements BytesDecoder {
  #rest: Buffer = Buffer.alloc(0);

  decode(bytes: Buffer): DecodedText {
    const whole = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const complete = whole.subarray(0, completeLength(whole));
    this.#rest = Buffer.from(whole.subarray(complete.length));
    return decodeComplete(complete);
  }

  finish(): DecodedText {
    return this.#rest.length === 0 ? { text: "" } : { text: "", fault: CUT_CHARACTER };
  }
}

/** Bytes before a character that the end of `bytes` cuts, or all of them. */
function completeLength(bytes: Buffer): number {
  const length = bytes.length;
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return sequenceLength(byte) > back ? length - back : length;
  }
  return length;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf8 || lead < 0xc2) return 1;
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function decodeComplete(bytes: Buffer): DecodedText {
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const before = decodeComplete(bytes.subarray(0, zero));
    return before.fault === undefined ? { ...before, fault: nulFault } : before;
  }
  if (isAscii(bytes)) return { text: bytes.toString("latin1") };
  if (isUtf8(bytes)) return { text: bytes.toString("utf8") };
  const valid = validLength(bytes);
  return { text: bytes.toString("utf8", 0, valid), fault: invalidFault(bytes[valid] ?? 0) };
}

const nulFault =
  "a NUL byte, which no text file has; is it UTF-16 or damaged? Save it as UTF-8, or state its encoding";

function invalidFault(byte: number): string {
  const hex = byte.toString(16).toUpperCase().padStart(2, "0");
  return `the byte 0x${hex} is not UTF-8; save the file as UTF-8, or state its encoding, such as windows-1252`;
}

/** Decoding puts a replacement for what is invalid, so encoding again differs there first. */
function validLength(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString("utf8"));
  let same = 0;
  while (same < bytes.length && bytes[same] === again[same]) same += 1;
  return completeLength(bytes.subarray(0, same));
}
