import {
  closeSync,
  fsyncSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { LockedError, StateError } from "../../errors.ts";
import { backUp } from "./backup.ts";
import { connectEncrypted, type StateKey } from "./cipher.ts";
import { formOf } from "./file-form.ts";
import { takeLock } from "./lock.ts";
import { type Database, openDatabase } from "./open.ts";
import { asStateError } from "./state-fault.ts";

export interface KeyChange {
  readonly file: string;
  /** What it is encrypted with; plain when undefined. */
  readonly from?: StateKey;
  /** What it is to be encrypted with; plain when undefined. */
  readonly to?: StateKey;
  readonly now: () => number;
  /** Shown to others, who cannot use the file meanwhile. */
  readonly command: string;
}

/**
 * Writes the state file anew under another key, or under none: whole, with nobody else at it, or not at all, should it
 * be ended half-way. A copy is made beside the file, looked through, and put in its place; the old one is overwritten
 * with zeros before it goes. Throws `LockedError` when somebody uses it, `StateError` when it cannot be done.
 */
export function changeKey(change: KeyChange): void {
  const file = realpathSync(change.file);
  openDatabase(file, change.from).close();
  // What a connection writes anew gets the key of its main database, so that needs one that has the new key.
  const folder = mkdtempSync(join(tmpdir(), "scimsync-key-"));
  try {
    const database = connectEncrypted(join(folder, "key.db"), change.to, { timeout: 5_000 });
    try {
      database.exec("CREATE TABLE begun (here)");
      database.prepare("ATTACH ? AS state KEY ?").run(file, change.from?.raw ?? "");
      replace(database, { ...change, file });
    } finally {
      if (database.open) database.close();
    }
  } catch (error) {
    throw isOfFileSystem(error)
      ? new StateError(`${file}: cannot be written anew (${error.message}); type the same again`, {
          cause: error,
        })
      : asStateError(error, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isOfFileSystem(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}

function replace(database: Database, { file, to, now, command }: KeyChange): void {
  const lock = takeLock(database, now, command);
  const copy = `${file}.rewritten`;
  const old = openSync(file, "r+");
  let isReplaced = false;
  try {
    keepToOurselves(database);
    // Of one that was ended half-way.
    for (const part of [copy, `${copy}-journal`]) rmSync(part, { force: true });
    backUp(database, copy, "state");
    settle(copy, to);
    renameSync(copy, file);
    isReplaced = true;
    sync(dirname(file));
    wipe(old);
  } finally {
    if (!isReplaced) {
      rmSync(copy, { force: true });
      lock.release();
    }
    // With the connection closed this writes nothing into the file that is no more.
    database.close();
    lock.release();
    // Not before: the end of any descriptor of a file ends the locks of this process on it.
    closeSync(old);
  }
}

/** Nobody else has the file open from here on, so that nobody can go on with the one that is put aside. */
function keepToOurselves(database: Database): void {
  try {
    // Refused while anybody else has it open.
    database.pragma("state.journal_mode = DELETE");
    database.pragma("state.locking_mode = EXCLUSIVE");
    database.exec("BEGIN EXCLUSIVE; COMMIT");
    // Somebody may have come in between, and asked for a -wal again.
    if (database.pragma("state.journal_mode", { simple: true }) === "delete") return;
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY")) throw error;
  }
  database.pragma("state.locking_mode = NORMAL");
  throw new LockedError(
    "another command has the state file open; wait for it to end, and type the same again",
  );
}

/** The copy must be whole, hold no lock, and be on disk. */
function settle(copy: string, key: StateKey | undefined): void {
  const database = connectEncrypted(copy, key);
  try {
    const said = database.pragma("integrity_check(1)", { simple: true });
    if (said !== "ok")
      throw new StateError(`it was left as it is: the copy of it is not whole (${String(said)})`);
    database.exec("DELETE FROM lock");
  } finally {
    database.close();
  }
  if (formOf(copy) !== (key === undefined ? "plain" : "encrypted"))
    throw new StateError("it was left as it is: the copy of it did not get the form it was to have");
  sync(copy);
}

function sync(path: string): void {
  const open = openSync(path, "r");
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Where the disk writes in place, nothing that was in it can be read any more. */
function wipe(open: number): void {
  const zeros = Buffer.alloc(1_048_576);
  const { size } = fstatSync(open);
  for (let at = 0; at < size; at += zeros.length)
    writeSync(open, zeros, 0, Math.min(zeros.length, size - at), at);
  fsyncSync(open);
}

/** Backups beside the file that are not encrypted, as paths. */
export function plainBackupsOf(file: string): readonly string[] {
  const prefix = `${basename(file)}.backup-`;
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(dirname(file), name))
    .filter((path) => formOf(path) === "plain")
    .toSorted();
}
