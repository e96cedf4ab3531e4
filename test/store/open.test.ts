import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { StateError } from "../../src/errors.ts";
import { migrations } from "../../src/store/sqlite/migrations.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { dump, stateFile, store } from "./state-file.ts";

function edit(file: string, ...statements: readonly string[]): void {
  const database = new Sqlite(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** What opening the file throws. */
function refusal(file: string): StateError {
  try {
    openStore(file).close();
  } catch (error) {
    if (error instanceof StateError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

describe("a state file", () => {
  test("is for its owner alone, what stands beside it too", () => {
    const file = stateFile();
    store(file).directory.countPresent("user");
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      expect(statSync(name).mode & 0o777, name).toBe(0o600);
  });
  test("is opened again with what it held", () => {
    const file = stateFile();
    const first = openStore(file);
    first.runs.start({ id: "r1", target: "app", mode: "sync", startedAt: 5 });
    first.close();
    expect(store(file).runs.find("r1")).toEqual({ id: "r1", target: "app", mode: "sync", startedAt: 5 });
  });
  test("knows whose it is, and of which schema", () => {
    const file = stateFile();
    openStore(file).close();
    const database = new Sqlite(file, { readonly: true });
    expect(database.pragma("application_id", { simple: true })).toBe(0x7363696d);
    expect(database.pragma("user_version", { simple: true })).toBe(migrations.length);
    database.close();
  });
  test("an empty one is as good as none", () => {
    const file = stateFile();
    writeFileSync(file, "");
    expect(store(file).directory.countPresent("user")).toBe(0);
  });
});

describe("a file that is not ours to use is refused, and left as it was", () => {
  const wrong: readonly { what: string; make: (file: string) => void; message: RegExp }[] = [
    {
      what: "a newer schema",
      make: (file) => (openStore(file).close(), edit(file, "PRAGMA user_version = 999")),
      message: /newer scimsync \(schema 999, this one knows \d+\)/,
    },
    {
      what: "another program's",
      make: (file) => edit(file, "CREATE TABLE customers (id)", "INSERT INTO customers VALUES (1)"),
      message: /is a database of another program/,
    },
    {
      what: "another program's with an id",
      make: (file) => edit(file, "PRAGMA application_id = 7", "CREATE TABLE customers (id)"),
      message: /is a database of another program/,
    },
    {
      what: "garbage",
      make: (file) => writeFileSync(file, "employee_id,email\n1,ann@x.org\n".repeat(500)),
      message: /cannot be used as state file \(file is not a database\)/,
    },
    { what: "a directory", make: (file) => mkdirSync(file), message: /cannot be used as state file/ },
  ];
  test.each(wrong)("$what", ({ make, message }) => {
    const file = stateFile();
    make(file);
    const before = statSync(file).isDirectory() ? undefined : readFileSync(file);
    const error = refusal(file);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(file);
    if (before !== undefined) expect(readFileSync(file).equals(before)).toBe(true);
  });
  test("a folder that is not there is named, with what to do", () => {
    const file = join(dirname(stateFile()), "nowhere", "scimsync.db");
    expect(refusal(file).message).toMatch(/nowhere\/scimsync\.db: cannot be made .*set state:/);
  });
  test("a torn one", () => {
    const file = stateFile();
    const whole = openStore(file);
    for (let n = 0; n < 500; n += 1)
      whole.runs.start({ id: `r${n}`, target: "app".repeat(50), mode: "sync", startedAt: n });
    whole.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, 4_096 + 100));
    expect(refusal(file).message).toMatch(/cannot be used as state file/);
  });
});

describe("all or nothing", () => {
  const run = { id: "r1", target: "app", mode: "sync", startedAt: 1 };
  test("atOnce takes everything back when it throws", () => {
    const file = stateFile();
    const into = store(file);
    const before = dump(file);
    expect(() =>
      into.atOnce(() => {
        into.runs.start(run);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(dump(file)).toEqual(before);
  });
  test("a transaction takes everything back when it rejects, or when asked to", async () => {
    const file = stateFile();
    const into = store(file);
    const before = dump(file);
    const failed = into.transaction(() => {
      into.atOnce(() => into.runs.start(run));
      return Promise.reject(new Error("no"));
    });
    await expect(failed).rejects.toThrow("no");
    const dropped = await into.transaction(
      () => (into.runs.start(run), Promise.resolve("result")),
      () => false,
    );
    expect(dropped).toBe("result");
    expect(dump(file)).toEqual(before);
    await into.transaction(() => Promise.resolve(into.runs.start(run)));
    expect(into.runs.find("r1")).toMatchObject(run);
  });
});
