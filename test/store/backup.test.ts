import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { backUp } from "../../src/store/sqlite/backup.ts";
import { migrations } from "../../src/store/sqlite/migrations.ts";
import { openForReading } from "../../src/store/sqlite/open.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { verifyState } from "../../src/store/sqlite/verify.ts";
import { dump, stateFile, store } from "./state-file.ts";

const run = { id: "r1", target: "app", mode: "sync", startedAt: 1 } as const;

/** A state file as an older scimsync left it, with a run in it. */
function olderFile(version: number): string {
  const file = stateFile();
  const database = new Sqlite(file);
  for (const step of migrations.slice(0, version)) database.exec(step);
  database.pragma("application_id = 1935894893");
  database.pragma(`user_version = ${version}`);
  database.exec("INSERT INTO run (id, target, mode, started_at) VALUES ('r1', 'app', 'sync', 1)");
  database.close();
  return file;
}

function beside(file: string): readonly string[] {
  return readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}.backup-`));
}

describe("before a migration", () => {
  test("the file is copied as it was, for its owner alone", () => {
    const file = olderFile(3);
    openStore(file).close();
    const [name = ""] = beside(file);
    expect(name).toMatch(/^scimsync\.db\.backup-v3-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/);
    const copy = `${dirname(file)}/${name}`;
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(dump(copy)["run"]).toMatchObject([{ id: "r1" }]);
    const database = new Sqlite(copy, { readonly: true });
    expect(database.pragma("user_version", { simple: true })).toBe(3);
    database.close();
  });
  test("the copy put back in its place is opened and brought up to date again", () => {
    const file = olderFile(2);
    openStore(file).close();
    const [name = ""] = beside(file);
    rmSync(file);
    copyFileSync(`${dirname(file)}/${name}`, file);
    expect(store(file).runs.find("r1")).toEqual(run);
  });
  test("a new file, and one that is up to date, are not copied", () => {
    const file = stateFile();
    openStore(file).close();
    openStore(file).close();
    expect(beside(file)).toEqual([]);
  });
  test("the last three copies are kept, and files of others left alone", () => {
    const file = olderFile(3);
    const times = ["2024-01-01T00-00-00Z", "2025-01-01T00-00-00Z", "2026-01-01T00-00-00Z"];
    for (const time of times) writeFileSync(`${file}.backup-v3-${time}`, "");
    writeFileSync(`${file}.backup-mine`, "");
    openStore(file).close();
    const left = beside(file);
    expect(left).toHaveLength(4);
    expect(left).toContain("scimsync.db.backup-mine");
    expect(left).not.toContain(`scimsync.db.backup-v3-${times[0]}`);
  });
  test("a newer scimsync's file is refused with the name of the copy that was made before", () => {
    const file = stateFile();
    openStore(file).close();
    const database = new Sqlite(file);
    database.pragma("user_version = 999");
    database.close();
    writeFileSync(`${file}.backup-v7-2026-01-01T00-00-00Z`, "");
    expect(() => openStore(file)).toThrow(
      /install that one again, or put back a copy made before \(scimsync\.db\.backup-v7-2026-01-01T00-00-00Z\)/,
    );
  });
  test("without a copy nothing is migrated", () => {
    const file = olderFile(3);
    const before = readFileSync(file);
    // A folder that stands where each copy would have to be made.
    chmodSync(dirname(file), 0o500);
    const isRoot = process.getuid?.() === 0;
    try {
      if (!isRoot) expect(() => openStore(file)).toThrow(/cannot be copied before it is brought up to date/);
    } finally {
      chmodSync(dirname(file), 0o700);
    }
    if (!isRoot) expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe("a backup", () => {
  test("is made while a run writes, holds what was committed, and can be opened", async () => {
    const file = stateFile();
    const running = store(file);
    running.runs.start(run);
    const to = `${file}.copy`;
    await running.transaction(async () => {
      running.runs.start({ ...run, id: "r2" });
      const database = openForReading(file);
      backUp(database, to);
      database.close();
    });
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(verifyState(to).findings).toEqual([]);
    expect(store(to).runs.latest(undefined, 9)).toEqual([run]);
  });
  test("never overwrites", () => {
    const file = stateFile();
    store(file);
    writeFileSync(`${file}.copy`, "precious");
    const database = openForReading(file);
    expect(() => backUp(database, `${file}.copy`)).toThrow(/is there already; name another file/);
    database.close();
    expect(readFileSync(`${file}.copy`, "utf8")).toBe("precious");
  });
  test("of what is not there is refused, and makes nothing", () => {
    const file = stateFile();
    expect(() => openForReading(file)).toThrow(/there is no such state file/);
    expect(existsSync(file)).toBe(false);
  });
});
