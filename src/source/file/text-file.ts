import { decodeBytes } from "./decode.ts";
import type { DecodedText } from "./decoded-text.ts";
import type { FileOptions } from "./file-options.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { readStill } from "./still-file.ts";
import type { FileStamp, NamedFile } from "./still-file.ts";
import { expectFinalNewline, holdTrailer } from "./text-end.ts";

/** Larger pieces leave the caches and the young generation: twice as slow at 256 KB. */
const CHUNK_BYTES = 65_536;

/**
 * Streams the text of a file that has to hold still meanwhile: gunzipped, decoded, without byte order mark, and
 * without the trailer. Throws `FileFault` for what is wrong with the file as a whole; what is wrong at a place in it
 * is the `fault` of the last piece.
 */
export async function* readText(
  file: NamedFile,
  stamp: FileStamp,
  { encoding, proof }: FileOptions,
): AsyncGenerator<DecodedText> {
  let texts = decodeBytes(unzipped(file, stamp), encoding);
  if (proof?.finalNewline === true) texts = expectFinalNewline(texts);
  if (proof?.trailer !== undefined) texts = holdTrailer(texts, proof.trailer, proof);
  yield* texts;
}

async function* unzipped(file: NamedFile, stamp: FileStamp): AsyncGenerator<Buffer> {
  const bytes = readStill(file, stamp, CHUNK_BYTES);
  const first = await bytes.next();
  if (first.done === true) return;
  const whole = resume(first.value, bytes);
  yield* isGzip(first.value) ? gunzip(file, whole) : whole;
}

async function* resume(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
