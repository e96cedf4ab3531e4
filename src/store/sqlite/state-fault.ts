import { StateError } from "../../errors.ts";

/** What to do about each kind of fault, by the beginning of SQLite's code. */
const advice: readonly (readonly [code: string, advice: string])[] = [
  [
    "SQLITE_FULL",
    "its disk, or that of temporary files (TMPDIR), is full: make room and run again; nothing was sent that is not written down, and the next run finds out what became of it",
  ],
  [
    "SQLITE_CORRUPT",
    "it is damaged: nothing more was sent; see what `scimsync state verify` finds, and put a backup in its place",
  ],
  [
    "SQLITE_NOTADB",
    "it is no state file, or damaged at its beginning: set state: to another, or put a backup in its place",
  ],
  [
    "SQLITE_READONLY",
    "it cannot be written to: give whoever runs scimsync the right to write to it and to its folder",
  ],
  [
    "SQLITE_CANTOPEN",
    "it, or its -wal and -shm beside it, cannot be opened: give whoever runs scimsync the right to write to it and to its folder",
  ],
  [
    "SQLITE_IOERR",
    "the disk gave an error: see what the system says of it, then what `scimsync state verify` finds",
  ],
  ["SQLITE_BUSY", "another program is writing to it: wait for it to end"],
  ["SQLITE_PROTOCOL", "it cannot be locked: keep it on a disk of this machine, not on a network share"],
];

/** `StateError` with what to do for a fault of the file, or of the disk it is on; any other error as it is. */
export function asStateError(error: unknown, file: string): Error {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  if (typeof code !== "string" || !code.startsWith("SQLITE")) return error as Error;
  const found = advice.find(([prefix]) => code.startsWith(prefix))?.[1];
  const hint = found === undefined ? "" : `; ${found}`;
  return new StateError(`${file}: cannot be used as state file (${message})${hint}`, { cause: error });
}
