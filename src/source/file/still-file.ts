import { type FileHandle, open, stat } from "node:fs/promises";
import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";

/** A file named in the config. */
export interface NamedFile {
  /** Absolute path. */
  readonly path: string;
  /** As the user would type it. */
  readonly display: string;
  /** Where the config names it, such as `source.users.file`. */
  readonly setting: string;
}

/** What moves when somebody writes to a file or puts another in its place. */
export interface FileStamp {
  readonly bytes: bigint;
  readonly modifiedNs: bigint;
  readonly inode: bigint;
}

/** Each read waits for a thread, so few large ones are made. */
const READ_BYTES = 262_144;

/** The file could not be read as it stood; `problem` says why, in the user's words. */
export class FileFault extends Error {
  override readonly name = "FileFault";
  readonly problem: Problem;
  constructor(file: NamedFile, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = { file: file.display, path: file.setting, message };
  }
}

/** Looks at the file; throws `FileFault` when it is missing, not a plain file, or not ours to see. */
export async function stampFile(file: NamedFile): Promise<FileStamp> {
  const found = await orFault(file, stat(file.path, { bigint: true }));
  if (!found.isFile()) throw new FileFault(file, `${file.path} is not a file`);
  return { bytes: found.size, modifiedNs: found.mtimeNs, inode: found.ino };
}

/** Throws `FileFault` when the file is no longer the one that `stamp` was taken of. */
export async function expectStill(file: NamedFile, stamp: FileStamp): Promise<void> {
  const now = await stampFile(file);
  const same = now.bytes === stamp.bytes && now.modifiedNs === stamp.modifiedNs && now.inode === stamp.inode;
  if (!same) throw movedFault(file);
}

/**
 * Streams the bytes of a file that has to hold still meanwhile, else throws `FileFault`. While a chunk is used the next
 * is read; the one after that overwrites it.
 */
export async function* readStill(
  file: NamedFile,
  stamp: FileStamp,
  chunkBytes: number,
): AsyncGenerator<Buffer> {
  const handle = await orFault(file, open(file.path, "r"));
  const bytes = Math.max(chunkBytes, READ_BYTES);
  const buffers = [Buffer.allocUnsafe(bytes), Buffer.allocUnsafe(bytes)] as const;
  let coming = readInto(handle, buffers[0]);
  try {
    let total = 0n;
    for (let turn = 1; ; turn += 1) {
      const read = await orFault(file, coming);
      if (read.length === 0) break;
      total += BigInt(read.length);
      if (total > stamp.bytes) break;
      coming = readInto(handle, buffers[turn % 2 === 0 ? 0 : 1]);
      for (let at = 0; at < read.length; at += chunkBytes) yield read.subarray(at, at + chunkBytes);
    }
    if (total !== stamp.bytes) throw movedFault(file);
    await expectStill(file, stamp);
  } finally {
    await Promise.allSettled([coming]);
    await handle.close();
  }
}

function readInto(handle: FileHandle, buffer: Buffer): Promise<Buffer> {
  const read = handle.read(buffer, 0, buffer.length, null);
  const chunk = read.then(({ bytesRead }) => buffer.subarray(0, bytesRead));
  // Whoever uses the chunk before this one hears of a failure when they ask for this one.
  chunk.catch(() => {});
  return chunk;
}

/** Calls `look` for each file once and gives the results by path; throws one `SourceError` for all that failed. */
export async function eachFile<T>(
  holders: readonly { readonly file: NamedFile }[],
  look: (file: NamedFile) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const results = new Map<string, T>();
  const problems: Problem[] = [];
  const files = new Map(holders.map(({ file }) => [file.path, file]));
  for (const file of files.values()) {
    try {
      results.set(file.path, await look(file));
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      problems.push(error.problem);
    }
  }
  if (problems.length > 0) throw new SourceError(problems);
  return results;
}

function movedFault(file: NamedFile): FileFault {
  return new FileFault(file, "changed while it was read; run again when whatever writes it has finished");
}

async function orFault<T>(file: NamedFile, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw new FileFault(file, `${file.path} ${readFailure(error)}`, { cause: error });
  }
}

/** Why something could not be read, such as `does not exist`. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this account";
  return `cannot be read (${code})`;
}
