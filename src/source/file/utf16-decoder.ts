import { CUT_CHARACTER } from "./decoded-text.ts";
import type { BytesDecoder, DecodedText } from "./decoded-text.ts";

/** Strict UTF-16 (RFC 2781) without NUL. */
export class Utf16Decoder implements BytesDecoder {
  readonly #bigEndian: boolean;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  decode(bytes: Buffer): DecodedText {
    const whole = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const complete = whole.subarray(0, this.#completeLength(whole));
    this.#rest = Buffer.from(whole.subarray(complete.length));
    const little = this.#bigEndian ? Buffer.from(complete).swap16() : complete;
    return wellFormed(little.toString("utf16le"));
  }

  finish(): DecodedText {
    return this.#rest.length === 0 ? { text: "" } : { text: "", fault: CUT_CHARACTER };
  }

  /** Bytes before a unit, or before a first half of a pair, that the end cuts. */
  #completeLength(bytes: Buffer): number {
    const even = bytes.length - (bytes.length % 2);
    if (even === 0) return 0;
    const high = bytes[this.#bigEndian ? even - 2 : even - 1] ?? 0;
    return (high & 0xfc) === 0xd8 ? even - 2 : even;
  }
}

function wellFormed(text: string): DecodedText {
  const zero = text.indexOf("\u0000");
  const lone = text.search(/\p{Surrogate}/u);
  if (zero === -1 && lone === -1) return { text };
  if (lone === -1 || (zero !== -1 && zero < lone)) return { text: text.slice(0, zero), fault: NUL };
  return { text: text.slice(0, lone), fault: LONE_SURROGATE };
}

const NUL = "a NUL, which no text file has; is the file damaged, or not UTF-16?";
const LONE_SURROGATE = "half of a surrogate pair without the other half; is the file damaged, or not UTF-16?";
