import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { StateError } from "../../errors.ts";
import { migrations } from "./migrations.ts";
import { asStateError } from "./state-fault.ts";

export type Database = Sqlite.Database;

/** "scimsync" in the `application_id` of the file, so that another program's database is not taken for ours. */
const applicationId = 0x73_63_69_6d;

/**
 * Opens the state file, makes it when it is not there (mode 0600), and brings its schema up to date.
 * Throws `StateError` when the file is not ours, damaged, or written by a newer scimsync.
 */
export function openDatabase(file: string): Database {
  if (!existsSync(file)) createPrivately(file);
  const database = connect(file);
  try {
    checkIdentity(database, file);
    configure(database);
    migrate(database, file);
  } catch (error) {
    database.close();
    throw asStateError(error, file);
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

function connect(file: string): Database {
  try {
    return new Sqlite(file, { timeout: 5_000 });
  } catch (error) {
    throw asStateError(error, file);
  }
}

/**
 * A note for all queries: where a list (`json_each`) or a recursive step meets a table, CROSS JOIN states the order.
 * Left to itself the optimizer may go through the whole table for each item of the list.
 */
function configure(database: Database): void {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.pragma("cache_size = -32768");
  database.pragma("temp_store = FILE");
  // 64 MB: a checkpoint waits for the disk, and at 4 MB it would do so after each hundred operations of a push.
  database.pragma("wal_autocheckpoint = 16384");
}

function checkIdentity(database: Database, file: string): void {
  const id = database.pragma("application_id", { simple: true });
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
  if (id !== applicationId && tables.n > 0) throw new StateError(`${file}: is a database of another program`);
}

function migrate(database: Database, file: string): void {
  const version = database.pragma("user_version", { simple: true }) as number;
  if (version > migrations.length) {
    throw new StateError(
      `${file}: was written by a newer scimsync (schema ${version}, this one knows ${migrations.length})`,
    );
  }
  if (version === migrations.length) return;
  database.transaction(() => {
    for (const step of migrations.slice(version)) database.exec(step);
    database.pragma(`application_id = ${applicationId}`);
    database.pragma(`user_version = ${migrations.length}`);
  })();
}
