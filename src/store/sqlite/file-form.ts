import { closeSync, openSync, readSync } from "node:fs";
import { StateError } from "../../errors.ts";
import type { StateKey } from "./cipher.ts";

/** `other` is what neither SQLite nor its cipher writes at the beginning of a file. */
export type FileForm = "absent" | "empty" | "plain" | "encrypted" | "other";

/**
 * What the first bytes of a file say; no key is needed for that. Not for a file that this process has open as a database:
 * the end of any descriptor of a file ends the locks of its process on it.
 */
export function formOf(file: string): FileForm {
  const head = Buffer.alloc(24);
  const length = readHead(file, head);
  if (length === undefined) return "absent";
  if (length === 0) return "empty";
  if (head.toString("latin1", 0, 16) === "SQLite format 3\0") return "plain";
  // The cipher leaves these fields of the header as they are: https://www.sqlite.org/fileformat.html, 1.3; a page ends in 32 bytes of its own.
  return length === 24 && head[20] === 32 && head.subarray(21).equals(Buffer.from([64, 32, 32]))
    ? "encrypted"
    : "other";
}

function readHead(file: string, into: Buffer): number | undefined {
  try {
    const open = openSync(file, "r");
    try {
      return readSync(open, into, 0, into.length, 0);
    } finally {
      closeSync(open);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StateError(`${file}: cannot be read (${(error as Error).message})`, { cause: error });
  }
}

/** What to do about a file that is no database as it was opened; as it is when it is no database at all. */
export function explainForm(error: unknown, file: string, key: StateKey | undefined): unknown {
  if ((error as { readonly code?: unknown }).code !== "SQLITE_NOTADB") return error;
  const form = formOf(file);
  const message =
    form === "encrypted"
      ? key === undefined
        ? "is encrypted, and the config names no key; write encryption: { key: … } as it was"
        : "was encrypted with another key than the one that encryption.key gives now; give it the one it was encrypted with"
      : form === "plain" && key !== undefined
        ? "is not encrypted, and the config names a key; to encrypt it, type: scimsync state encrypt"
        : undefined;
  return message === undefined ? error : new StateError(`${file}: ${message}`, { cause: error });
}
