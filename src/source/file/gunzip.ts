import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { FileFault } from "./still-file.ts";
import type { NamedFile } from "./still-file.ts";

const CHUNK_BYTES = 65_536;

/** True for the first bytes of a gzip file (RFC 1952, 2.3.1). */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Gunzips all members of a file; throws `FileFault` when it is cut short, damaged, or goes on as something else. */
export async function* gunzip(file: NamedFile, zipped: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  const source = Readable.from(
    (async function* () {
      for await (const chunk of zipped) {
        size += chunk.length;
        // The next chunk overwrites this one, and a stream may ask for it before it is done with this.
        yield Buffer.from(chunk);
      }
    })(),
  );
  const engine = createGunzip({ chunkSize: CHUNK_BYTES });
  // What goes wrong comes out of the engine, too.
  const piped = pipeline(source, engine).catch(() => {});
  try {
    for await (const chunk of engine as AsyncIterable<Buffer>) yield chunk;
    // zlib ends at zeros after a member, and says nothing of what stands behind them.
    if (engine.bytesWritten < size) throw new FileFault(file, TRAILING);
  } catch (error) {
    throw error instanceof FileFault ? error : gzipFault(file, error);
  } finally {
    await piped;
    await closed(source);
  }
}

/** Resolves once the file below is closed. */
function closed(source: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (source.closed) resolve();
    else source.once("close", resolve);
  });
}

const TRAILING = "something that is not gzip follows the gzip data; is the file damaged?";

function gzipFault(file: NamedFile, error: unknown): FileFault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") {
    return new FileFault(file, "the gzip data ends too early; was the file cut short?", { cause: error });
  }
  // The first header was recognised, so this one stands after a whole member.
  if (message === "incorrect header check") return new FileFault(file, TRAILING, { cause: error });
  return new FileFault(file, `the gzip data is damaged (${message})`, { cause: error });
}
