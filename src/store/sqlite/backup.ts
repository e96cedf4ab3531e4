import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isoTime, systemClock } from "../../clock.ts";
import { StateError } from "../../errors.ts";
import type { Database } from "./open.ts";
import { asStateError } from "./state-fault.ts";

/** Copies made before a migration that are kept. */
const kept = 3;

/**
 * Copies the whole state as it is at this moment to a new file (mode 0600), while a run goes on or not. Throws
 * `StateError` when the file is there already or cannot be written; nothing is left of it then. The copy has the key of
 * the connection; `schema` is the name a file was attached under, to copy that one.
 */
export function backUp(database: Database, to: string, schema = "main"): void {
  try {
    closeSync(openSync(to, "wx", 0o600));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "is there already; name another file" : `cannot be made (${message})`;
    throw new StateError(`${to}: ${why}`, { cause: error });
  }
  try {
    database.prepare(`VACUUM ${schema} INTO ?`).run(to);
  } catch (error) {
    rmSync(to, { force: true });
    throw asStateError(error, to);
  }
}

export interface Backup {
  readonly name: string;
  /** Of the schema. */
  readonly version: number;
}

const migrationBackup = /\.backup-v(\d+)-[-\dTZ]+$/;

/** Copies that were made before migrations, latest first, by name within the folder of the file. */
export function backupsOf(file: string): readonly Backup[] {
  const prefix = basename(file);
  return readdirSync(dirname(file))
    .flatMap((name) => {
      const version = migrationBackup.exec(name)?.[1];
      const isOurs = version !== undefined && name.replace(migrationBackup, "") === prefix;
      return isOurs ? [{ name, version: Number(version) }] : [];
    })
    .sort((one, other) => other.version - one.version || (one.name < other.name ? 1 : -1));
}

/** This moment as a name of a file may hold it: `2026-11-22T12-00-00-000Z`. */
export function timeInName(): string {
  return isoTime(systemClock.now()).replaceAll(/[:.]/g, "-");
}

/** Beside the file, as `scimsync.db.backup-v7-2026-11-22T12-00-00-000Z`; the last few are kept. */
export function backUpBeforeMigration(database: Database, file: string, version: number): void {
  const to = `${file}.backup-v${version}-${timeInName()}`;
  try {
    backUp(database, to);
  } catch (error) {
    const { message } = error as Error;
    throw new StateError(
      `${file}: is of an older scimsync, and cannot be copied before it is brought up to date: ${message}`,
      { cause: error },
    );
  }
  for (const { name } of backupsOf(file).slice(kept)) rmSync(join(dirname(file), name), { force: true });
}
