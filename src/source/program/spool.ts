import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SourceError } from "../../errors.ts";
import type { SpoolLine } from "./handover.ts";

const FLUSH_CHARACTERS = 65_536;

/** Lines in a file that only we may read, in a folder of its own. */
export interface SpooledLines {
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  /** Hex. */
  readonly sha256: string;
  /** Lines some at a time, in order. */
  read(): AsyncGenerator<readonly SpoolLine[]>;
  remove(): Promise<void>;
}

/**
 * Writes lines down, so that a million of them need no memory and each pass over them sees the same. Leaves nothing behind
 * when it rejects: with what the lines reject with, or `SourceError` when the disk does not take them.
 */
export async function spoolLines(
  lines: AsyncIterable<readonly SpoolLine[]>,
  display: string,
): Promise<SpooledLines> {
  const folder = await onDisk(display, () => mkdtemp(join(tmpdir(), "scimsync-program-")));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "directory.ndjson");
    const sha256 = await writeLines(lines, path, display);
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, writtenAt: Math.trunc(mtimeMs), sha256, read: () => readLines(path), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function writeLines(
  lines: AsyncIterable<readonly SpoolLine[]>,
  path: string,
  display: string,
): Promise<string> {
  const hash = createHash("sha256");
  const file = await onDisk(display, () => open(path, "wx", 0o600));
  let text = "";
  async function flush(): Promise<void> {
    hash.update(text);
    const written = text;
    text = "";
    await onDisk(display, () => file.appendFile(written));
  }
  try {
    for await (const some of lines) {
      for (const line of some) text += `${JSON.stringify(line)}\n`;
      if (text.length >= FLUSH_CHARACTERS) await flush();
    }
    await flush();
    return hash.digest("hex");
  } finally {
    await file.close();
  }
}

async function* readLines(path: string): AsyncGenerator<readonly SpoolLine[]> {
  let rest = "";
  // Not `readline`, to which U+2028 is the end of a line, too.
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: FLUSH_CHARACTERS })) {
    const texts = (rest + (chunk as string)).split("\n");
    rest = texts.pop() ?? "";
    yield texts.map((text) => JSON.parse(text) as SpoolLine);
  }
}

async function onDisk<T>(display: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = `what was handed over cannot be kept in ${tmpdir()} (${code ?? message}); make room, or point TMPDIR elsewhere`;
    throw new SourceError([{ file: display, message: text }]);
  }
}
