import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { onTestFinished } from "vitest";
import { openStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";

/** The path of a state file that goes after the test; nothing is there yet. */
export function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-store-"));
  // Not afterEach: what stands in a module counts for the first file alone where files share modules.
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "scimsync.db");
}

/** A store that is closed after the test. */
export function store(file = stateFile()): Store {
  const opened = openStore(file);
  onTestFinished(() => opened.close());
  return opened;
}

export type Dump = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Every row of every table, read over a connection of its own. */
export function dump(file: string): Dump {
  const database = new Sqlite(file, { readonly: true });
  try {
    const names = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all() as string[];
    return Object.fromEntries(names.map((name) => [name, rowsOf(database, name)]));
  } finally {
    database.close();
  }
}

function rowsOf(database: Sqlite.Database, table: string): readonly Record<string, unknown>[] {
  const rows = database.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[];
  return rows.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** Makes every write to a table of a state file fail; `when` is a condition on the row that is written. */
export function forbidWrites(file: string, table: string, when = "1"): void {
  const database = new Sqlite(file);
  try {
    for (const [verb, row] of [
      ["INSERT", "NEW"],
      ["UPDATE", "NEW"],
      ["DELETE", "OLD"],
    ] as const) {
      database.exec(`CREATE TRIGGER forbid_${verb}_${table} BEFORE ${verb} ON ${table} WHEN ${when.replaceAll("row.", `${row}.`)}
        BEGIN SELECT RAISE(ABORT, '${table} is written to'); END`);
    }
  } finally {
    database.close();
  }
}

/** Counts of links that a run kept and that are not those of the links, by target: none, if all is well. */
export function miscounts(file: string): readonly unknown[] {
  const database = new Sqlite(file, { readonly: true });
  try {
    return database
      .prepare(
        `SELECT id, links, counted FROM (
           SELECT t.id, t.links, (SELECT json_group_object(kind || ' ' || state, n) FROM (
             SELECT kind, state, count(*) AS n FROM link WHERE target = t.id GROUP BY kind, state)) AS counted
           FROM target t) WHERE links <> counted`,
      )
      .all();
  } finally {
    database.close();
  }
}

/** Tables that a run may write to although nothing of the directory or the targets moved. */
export function without(all: Dump, ...tables: readonly string[]): Dump {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !tables.includes(name)));
}
