import { chmodSync, closeSync, existsSync, openSync, statSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { StateError } from "../../errors.ts";
import { backUpBeforeMigration, backupsOf } from "./backup.ts";
import { connectEncrypted, type StateKey } from "./cipher.ts";
import { explainForm } from "./file-form.ts";
import { refuseWritableByOthers } from "./file-mode.ts";
import { migrations } from "./migrations.ts";
import { asStateError } from "./state-fault.ts";

export type Database = Sqlite.Database;

/** "scimsync" in the `application_id` of the file, so that another program's database is not taken for ours. */
export const applicationId = 0x73_63_69_6d;

/**
 * Opens the state file, makes it when it is not there (mode 0600), and brings its schema up to date.
 * With a key the file is encrypted. Throws `StateError` when the file is not ours, damaged, written by a newer scimsync,
 * open to be written by others, or encrypted otherwise than with this key.
 */
export function openDatabase(file: string, key?: StateKey): Database {
  if (!existsSync(file)) createPrivately(file);
  refuseWritableByOthers(file);
  refuseTornApart(file);
  // Where the key is not the right one a -wal looks empty, and whoever may write removes it at the end.
  if (statSync(file).size > 0 && (key !== undefined || existsSync(`${file}-wal`)))
    openForReading(file, key).close();
  const database = connect(file, key);
  try {
    checkIdentity(database, file);
    configure(database, key);
    migrate(database, file);
  } catch (error) {
    database.close();
    throw asStateError(explainForm(error, file, key), file);
  }
  return database;
}

function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw new StateError(
      `${file}: cannot be made (${(error as Error).message}); set state: to a place we may write`,
    );
  }
}

/**
 * Opens a state file of any schema to look at or to copy, while a run goes on or not; nothing of it is changed. Throws
 * `StateError` when it is not there, no state file, open to be written by others, or encrypted otherwise than with this key.
 */
export function openForReading(file: string, key?: StateKey): Database {
  if (!existsSync(file)) throw new StateError(`${file}: there is no such state file`);
  refuseWritableByOthers(file);
  refuseTornApart(file);
  const database = connect(file, key, true);
  try {
    database.pragma("cache_size = -32768");
    database.pragma("application_id");
    return database;
  } catch (error) {
    database.close();
    throw asStateError(explainForm(error, file, key), file);
  }
}

/**
 * What was written last stands in the -wal. SQLite makes it before the -shm and removes it after, so that a -shm alone
 * tells that somebody took the -wal away: the file would be opened all the same, as it was some while ago.
 */
function refuseTornApart(file: string): void {
  const isTorn = () => existsSync(`${file}-shm`) && !existsSync(`${file}-wal`);
  // Another process may just be closing it.
  if (!isTorn() || !isTorn()) return;
  throw new StateError(
    `${file}: its ${file}-wal is missing, and with it what was written last; put it back, or put a backup in the place of both (copy a state file with \`scimsync state backup\` only). Should there be neither, remove ${file}-shm: scimsync goes on from an older state then, and looks for accounts made since by their names`,
  );
}

function connect(file: string, key: StateKey | undefined, readonly = false): Database {
  const options = { readonly, timeout: 5_000 };
  try {
    return key === undefined ? new Sqlite(file, options) : connectEncrypted(file, key, options);
  } catch (error) {
    throw asStateError(error, file);
  }
}

/**
 * A note for all queries: where a list (`json_each`) or a recursive step meets a table, CROSS JOIN states the order.
 * Left to itself the optimizer may go through the whole table for each item of the list.
 */
function configure(database: Database, key: StateKey | undefined): void {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.pragma("cache_size = -32768");
  if (key === undefined) database.pragma("temp_store = FILE");
  // 64 MB: a checkpoint waits for the disk, and at 4 MB it would do so after each hundred operations of a push.
  database.pragma("wal_autocheckpoint = 16384");
}

function checkIdentity(database: Database, file: string): void {
  const id = database.pragma("application_id", { simple: true });
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
  if (id !== applicationId && tables.n > 0)
    throw new StateError(`${file}: is a database of another program; set state: to another file`);
}

function migrate(database: Database, file: string): void {
  const version = database.pragma("user_version", { simple: true }) as number;
  if (version > migrations.length) {
    const copies = backupsOf(file).map(({ name }) => name);
    const hint = copies.length === 0 ? "" : `, or put back a copy made before (${copies.join(", ")})`;
    throw new StateError(
      `${file}: was written by a newer scimsync (schema ${version}, this one knows ${migrations.length}); install that one again${hint}`,
    );
  }
  if (version === migrations.length) return;
  if (version > 0) backUpBeforeMigration(database, file, version);
  database
    .transaction(() => {
      // Another process may have done it meanwhile.
      const reached = database.pragma("user_version", { simple: true }) as number;
      for (const step of migrations.slice(reached)) database.exec(step);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}
