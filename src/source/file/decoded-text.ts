/** Decoded text, and what is wrong right after it; nothing follows a fault. */
export interface DecodedText {
  readonly text: string;
  readonly fault?: string;
}

/** Decodes bytes that come in pieces cut anywhere. */
export interface BytesDecoder {
  decode(bytes: Buffer): DecodedText;
  /** What is left to say when the bytes have ended. */
  finish(): DecodedText;
}

export const CUT_CHARACTER = "the file ends in the middle of a character; was it cut short?";
