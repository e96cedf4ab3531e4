import type { BytesDecoder, DecodedText } from "./decoded-text.ts";

const NUL = "a NUL byte, which no text file has; is it UTF-16 or damaged?";

/** ISO 8859-1, where each byte is the character of its number. */
export class Latin1Decoder implements BytesDecoder {
  decode(bytes: Buffer): DecodedText {
    const zero = bytes.indexOf(0);
    if (zero === -1) return { text: bytes.toString("latin1") };
    return { text: bytes.toString("latin1", 0, zero), fault: NUL };
  }

  finish(): DecodedText {
    return { text: "" };
  }
}

/** What windows-1252 has from 0x80 to 0x9F, where ISO 8859-1 has control characters; a blank where it has nothing. */
const UPPER = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Windows-1252, as the Unicode Consortium maps it: five bytes have no character. */
export class Windows1252Decoder implements BytesDecoder {
  readonly #latin1 = new Latin1Decoder();

  decode(bytes: Buffer): DecodedText {
    const decoded = this.#latin1.decode(bytes);
    const undefinedAt = decoded.text.search(/[\u0081\u008D\u008F\u0090\u009D]/);
    if (undefinedAt === -1) return { ...decoded, text: mapUpper(decoded.text) };
    const text = mapUpper(decoded.text.slice(0, undefinedAt));
    return { text, fault: undefinedFault(decoded.text.charCodeAt(undefinedAt)) };
  }

  finish(): DecodedText {
    return { text: "" };
  }
}

function mapUpper(text: string): string {
  return text.replaceAll(/[\u0080-\u009F]/g, (char) => UPPER.charAt(char.charCodeAt(0) - 0x80));
}

function undefinedFault(byte: number): string {
  const hex = byte.toString(16).toUpperCase();
  return `the byte 0x${hex} is no character of windows-1252; is the file in another encoding?`;
}
