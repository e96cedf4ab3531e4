import {
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { migrations } from "../../src/store/sqlite/migrations.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { verifyState } from "../../src/store/sqlite/verify.ts";
import { stateFile } from "./state-file.ts";

/** A state file into which something was written that no run would write. */
function fileWith(...statements: readonly string[]): string {
  const file = stateFile();
  openStore(file).close();
  const database = new Sqlite(file);
  for (const statement of statements) database.exec(statement);
  database.close();
  return file;
}

const found = (file: string) => verifyState(file).findings.map(({ check }) => check);

const link =
  "INSERT INTO link (target, entry, kind, scim_id, origin, state, asserted, since) VALUES ('app', 1, 'user', 'u1', 'created', 'active', '{}', 0)";
const entry =
  "INSERT INTO entry (id, kind, key, present, fingerprint, revision) VALUES (1, 'user', 'e1', 1, '', 0)";
const run = "INSERT INTO run (id, target, mode, started_at) VALUES ('r1', 'app', 'sync', 1)";
const operation = (state: string) =>
  `INSERT INTO operation (run, target, phase, key, entry, kind, resource, name, payload, state) VALUES ('r1', 'app', 1, 'e1', 1, 'create', 'User', 'x', '{}', '${state}')`;

/** A run, and an operation of it with that number. */
const at = (id: string, seq: number, started: number) => [
  `INSERT INTO run (id, target, mode, started_at, finished_at) VALUES ('${id}', 'app', 'sync', ${started}, ${started})`,
  operation("planned").replace("(run,", "(seq, run,").replace("'r1'", `${seq}, '${id}'`),
];

describe("state verify finds", () => {
  test("nothing in a file that is in order", () => {
    expect(verifyState(fileWith(entry, link, run, operation("sent")))).toEqual({
      schema: migrations.length,
      knownSchema: migrations.length,
      findings: [],
    });
  });
  test.each([
    { what: "links-without-entry", rows: [link] },
    {
      what: "members-of-no-group",
      rows: [entry, `INSERT INTO link_member (target, "group", member) VALUES ('app', 1, 1)`],
    },
    {
      what: "memberships-without-entry",
      rows: [entry, `INSERT INTO membership ("group", member) VALUES (1, 9)`],
    },
    {
      what: "attention-without-entry",
      rows: ["INSERT INTO attention VALUES ('app', 5, 'failed', '', NULL, 0, 0, 1, NULL)"],
    },
    { what: "attributes-without-entry", rows: ["INSERT INTO entry_attributes VALUES (4, '{}')"] },
    { what: "operations-without-run", rows: [operation("planned")] },
    { what: "operations-without-outcome", rows: [run, operation("succeeded")] },
    { what: "entries-of-the-future", rows: [entry.replace("'', 0)", "'', 7)")] },
    {
      what: "targets-of-the-future",
      rows: ["INSERT INTO target (id, base_url, mapping, revision) VALUES ('app', '', '', 3)"],
    },
    { what: "identity", rows: ["PRAGMA application_id = 7"] },
  ])("$what", ({ what, rows }) => {
    expect(found(fileWith(...rows))).toEqual([what]);
  });
  test("operations-out-of-order", () => {
    expect(found(fileWith(...at("a", 1, 10), ...at("b", 2, 20)))).toEqual([]);
    expect(found(fileWith(...at("a", 5, 10), ...at("b", 2, 20)))).toEqual(["operations-out-of-order"]);
  });
  test("damage in the middle of the file", () => {
    const rows = Array.from({ length: 400 }, (_, n) => run.replace("r1", `r${n}${"x".repeat(200)}`));
    const file = fileWith(...rows);
    const handle = openSync(file, "r+");
    for (let at = statSync(file).size - 80_000; at < statSync(file).size; at += 3_000)
      writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
    expect(found(file)).toContain("integrity");
  });
  test("an older schema is no fault: the next run brings it up to date", () => {
    const file = fileWith("PRAGMA user_version = 3");
    expect(verifyState(file)).toMatchObject({ schema: 3, findings: [] });
  });
});

describe("a state file whose parts were torn apart", () => {
  test("with its -wal gone is refused, not taken back in time", () => {
    const file = stateFile();
    const running = openStore(file);
    running.runs.start({ id: "r1", target: "app", mode: "sync", startedAt: 1 });
    // As a crash, or a copy by hand, leaves it.
    const copy = stateFile();
    for (const part of ["", "-shm"]) copyFileSync(file + part, copy + part);
    running.close();
    expect(() => openStore(copy)).toThrow(/-wal is missing.*put it back, or put a backup/);
    rmSync(`${copy}-shm`);
    openStore(copy).close();
  });
  test("cut short is refused", () => {
    const file = fileWith(
      ...Array.from({ length: 50 }, (_, n) => run.replace("r1", `r${n}${"x".repeat(900)}`)),
    );
    truncateSync(file, Math.floor(statSync(file).size / 2));
    expect(() => openStore(file)).toThrow(
      /it is damaged: nothing more was sent; see what `scimsync state verify`/,
    );
  });
  test("that is no database at all is refused, and left as it is", () => {
    const file = stateFile();
    writeFileSync(file, "a,b\n".repeat(1_000));
    expect(() => verifyState(file)).toThrow(/it is no state file, or damaged at its beginning/);
    expect(readFileSync(file, "utf8")).toBe("a,b\n".repeat(1_000));
  });
});
