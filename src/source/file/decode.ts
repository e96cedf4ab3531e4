import type { BytesDecoder, DecodedText } from "./decoded-text.ts";
import type { Encoding } from "./file-options.ts";
import { Latin1Decoder, Windows1252Decoder } from "./single-byte-decoder.ts";
import { Utf16Decoder } from "./utf16-decoder.ts";
import { Utf8Decoder } from "./utf8-decoder.ts";

/** Bytes that are looked at before a decoder is chosen. */
const HEAD = 1024;

/** Decodes bytes by their byte order mark, which is dropped, else as stated, else as UTF-8. */
export async function* decodeBytes(
  chunks: AsyncIterable<Buffer>,
  stated: Encoding | undefined,
): AsyncGenerator<DecodedText> {
  let decoder: BytesDecoder | undefined;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < HEAD) continue;
      ({ decoder, rest: bytes } = chooseDecoder(head, stated));
    }
    const decoded = decoder.decode(bytes);
    yield decoded;
    if (decoded.fault !== undefined) return;
  }
  if (decoder === undefined) {
    const chosen = chooseDecoder(head, stated);
    decoder = chosen.decoder;
    const decoded = decoder.decode(chosen.rest);
    yield decoded;
    if (decoded.fault !== undefined) return;
  }
  yield decoder.finish();
}

interface Chosen {
  readonly decoder: BytesDecoder;
  /** The bytes after the byte order mark. */
  readonly rest: Buffer;
}

/** RFC 3629, 6 and RFC 2781, 3.2. */
function chooseDecoder(head: Buffer, stated: Encoding | undefined): Chosen {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return { decoder: new Utf8Decoder(), rest: head.subarray(3) };
  if (startsWith(head, 0xff, 0xfe)) return { decoder: new Utf16Decoder(false), rest: head.subarray(2) };
  if (startsWith(head, 0xfe, 0xff)) return { decoder: new Utf16Decoder(true), rest: head.subarray(2) };
  return { decoder: statedDecoder(head, stated ?? "utf-8"), rest: head };
}

function startsWith(bytes: Buffer, ...mark: readonly number[]): boolean {
  return bytes.length >= mark.length && mark.every((byte, at) => bytes[at] === byte);
}

function statedDecoder(head: Buffer, stated: Encoding): BytesDecoder {
  switch (stated) {
    case "utf-8":
      return new Utf8Decoder();
    case "utf-16":
      return new Utf16Decoder(looksBigEndian(head));
    case "latin1":
      return new Latin1Decoder();
    case "windows-1252":
      return new Windows1252Decoder();
  }
}

/** Of the characters of names and punctuation the high byte is zero; in big endian it stands first. */
function looksBigEndian(head: Buffer): boolean {
  let first = 0;
  let second = 0;
  for (const [at, byte] of head.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) first += 1;
    else second += 1;
  }
  return first > second;
}
