import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, describe, it } from "vitest";
import { backUp } from "../../src/store/sqlite/backup.ts";
import { changeKey, plainBackupsOf } from "../../src/store/sqlite/change-key.ts";
import { connectEncrypted, deriveStateKey, weaknessOf } from "../../src/store/sqlite/cipher.ts";
import { formOf } from "../../src/store/sqlite/file-form.ts";
import { migrations } from "../../src/store/sqlite/migrations.ts";
import { applicationId, openDatabase, openForReading } from "../../src/store/sqlite/open.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { verifyState } from "../../src/store/sqlite/verify.ts";
import { stateFile } from "./state-file.ts";

const one = deriveStateKey("first key of the tests, 0123456789 abcdef");
const other = deriveStateKey("other key of the tests, 0123456789 abcdef");
const canary = "c4nary-value-of-a-person";
const now = () => Date.now();

/** A state file that holds the canary many times over. */
function filled(file: string, key = undefined as typeof one | undefined, rows = 2_000): string {
  const database = openDatabase(file, key);
  const put = database.prepare("INSERT INTO meta (name, value) VALUES (?, ?)");
  database.transaction(() => {
    for (let at = 0; at < rows; at += 1) put.run(`${canary} ${at}`, canary);
  })();
  database.close();
  return file;
}

function rowsOf(file: string, key?: typeof one): number {
  const database = openForReading(file, key);
  try {
    const sql = "SELECT count(*) FROM meta WHERE value = ?";
    return database.prepare(sql).pluck().get(canary) as number;
  } finally {
    database.close();
  }
}

/** Names of the files beside, and of the file itself, in which the canary stands. */
function tellingFiles(file: string): readonly string[] {
  const folder = dirname(file);
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(canary));
}

function attempt(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "it was done";
}

/** All bytes of a state file and what is beside it. */
function bytesOf(file: string): Readonly<Record<string, string>> {
  const folder = dirname(file);
  const names = readdirSync(folder).filter((name) => !name.endsWith("-shm"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString("base64")]));
}

describe("an encrypted state file", () => {
  it("is made so at once, and shows nothing: not in the file, its -wal and -shm, nor in a backup", () => {
    const file = stateFile();
    const open = openDatabase(file, one);
    open.prepare("INSERT INTO meta (name, value) VALUES (?, ?)").run(canary, canary);
    backUp(open, `${file}.copy`);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    expect(tellingFiles(file)).toEqual([]);
    expect(open.pragma("temp_store", { simple: true })).toBe(2);
    open.close();
    expect([formOf(file), formOf(`${file}.copy`)]).toEqual(["encrypted", "encrypted"]);
    expect(rowsOf(`${file}.copy`, one)).toBe(1);
    expect(verifyState(`${file}.copy`, one).findings).toEqual([]);
  });

  it("of an older scimsync is copied encrypted before it is brought up to date", () => {
    const file = stateFile();
    const older = connectEncrypted(file, one);
    for (const step of migrations.slice(0, 3)) older.exec(step);
    older.pragma(`application_id = ${applicationId}`);
    older.pragma("user_version = 3");
    older.exec(`INSERT INTO run (id, target, mode, started_at) VALUES ('${canary}', 'app', 'sync', 1)`);
    older.close();
    openStore(file, one).close();
    const copies = readdirSync(dirname(file)).filter((name) => name.includes(".backup-v3-"));
    expect(copies.map((name) => formOf(join(dirname(file), name)))).toEqual(["encrypted"]);
    expect(tellingFiles(file)).toEqual([]);
  });

  it("stays encrypted when it is written anew, as after forget", () => {
    const file = filled(stateFile(), one);
    const store = openStore(file, one);
    store.forgetting.wipe();
    store.close();
    expect(tellingFiles(file)).toEqual([]);
    expect(rowsOf(file, one)).toBe(2_000);
  });

  it.each([
    ["no key", undefined, /is encrypted, and the config names no key/],
    ["another key", other, /was encrypted with another key than the one that encryption\.key gives now/],
  ])("is refused with %s, and nothing of it changes", (_what, key, message) => {
    const made = filled(stateFile(), one);
    // As a run leaves it that was killed: what was written last stands in the -wal.
    const open = openDatabase(made, one);
    open.prepare("INSERT INTO meta (name, value) VALUES ('last', ?)").run(canary);
    const file = stateFile();
    for (const end of ["", "-wal", "-shm"]) cpSync(made + end, file + end);
    open.close();
    const before = bytesOf(file);
    for (const use of [openStore, openForReading, verifyState]) {
      const said = attempt(() => use(file, key));
      expect(said).toMatch(message);
      expect(said).not.toMatch(/damaged|not a database/);
    }
    expect(bytesOf(file)).toEqual(before);
    expect(rowsOf(file, one)).toBe(2_001);
  });

  it("a plain one is refused with a key, with what to type, and nothing of it changes", () => {
    const file = filled(stateFile());
    const before = bytesOf(file);
    for (const use of [openStore, openForReading, verifyState])
      expect(attempt(() => use(file, one))).toMatch(/is not encrypted.*type: scimsync state encrypt/);
    expect(bytesOf(file)).toEqual(before);
  });

  it("one that is damaged at its beginning is still told as that", () => {
    const file = stateFile();
    writeFileSync(file, Buffer.alloc(8_192, 7), { mode: 0o600 });
    expect(attempt(() => openStore(file))).toMatch(/no state file, or damaged at its beginning/);
    expect(attempt(() => openStore(file, one))).toMatch(/no state file, or damaged at its beginning/);
  });

  it("a page that was altered is seen", () => {
    const file = filled(stateFile(), one);
    const bytes = readFileSync(file);
    bytes.fill(0, 40_960, 40_970);
    writeFileSync(file, bytes);
    expect(verifyState(file, one).findings.map(({ check }) => check)).toContain("integrity");
  });
});

it("openForReading refuses a file that others can write to", () => {
  const file = filled(stateFile());
  chmodSync(file, 0o666);
  expect(attempt(() => openForReading(file))).toMatch(/others than its owner can write to it/);
});

it("a key that somebody made up is refused", () => {
  expect(weaknessOf("correct horse battery staple")).toMatch(/32 characters/);
  expect(weaknessOf("0".repeat(64))).toMatch(/too easily guessed/);
  expect(weaknessOf("q6Wb4mPq7Jm0rC1t3xk8Vd5yNz2LhTfA9sEeUgYiOo0=")).toBeUndefined();
});

describe("changing the key", () => {
  it("encrypts, changes the key, and decrypts: all of it, and no plain trace is left beside it", () => {
    const file = filled(stateFile());
    filled(`${file}.backup-v3-2026-11-22T12-00-00-000Z`);
    changeKey({ file, to: one, now, command: "state encrypt" });
    expect(tellingFiles(file)).toEqual(["scimsync.db.backup-v3-2026-11-22T12-00-00-000Z"]);
    expect(plainBackupsOf(file)).toEqual([`${file}.backup-v3-2026-11-22T12-00-00-000Z`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(rowsOf(file, one)).toBe(2_000);
    changeKey({ file, from: one, to: other, now, command: "state rekey" });
    expect(attempt(() => openStore(file, one))).toMatch(/another key/);
    expect(rowsOf(file, other)).toBe(2_000);
    changeKey({ file, from: other, now, command: "state decrypt" });
    expect(rowsOf(file)).toBe(2_000);
    expect(verifyState(file).findings).toEqual([]);
    openStore(file).lock(now, "test").release();
  });

  it("what was there before is overwritten, for whoever still has it open", () => {
    const file = filled(stateFile());
    linkSync(file, `${file}.old`);
    changeKey({ file, to: one, now, command: "state encrypt" });
    expect(tellingFiles(file)).toEqual([]);
    expect(attempt(() => openStore(`${file}.old`))).toMatch(/no state file, or damaged at its beginning/);
  });

  it("is refused while a run holds the lock, and while anybody has the file open; nothing changes", () => {
    const file = filled(stateFile(), one);
    const change = () => changeKey({ file, from: one, to: other, now, command: "state rekey" });
    const running = openStore(file, one);
    expect(attempt(change)).toMatch(/has the state file open/);
    const lock = running.lock(now, "sync");
    expect(attempt(change)).toMatch(/another run holds/);
    lock.release();
    running.close();
    expect(rowsOf(file, one)).toBe(2_000);
    expect(existsSync(`${file}.rewritten`)).toBe(false);
    change();
    expect(rowsOf(file, other)).toBe(2_000);
  });

  it("whoever opened a file that was put aside since cannot lock it", () => {
    const file = filled(stateFile());
    const late = openStore(file);
    filled(`${file}.next`, one);
    renameSync(`${file}.next`, file);
    expect(attempt(() => late.lock(now, "sync"))).toMatch(/another file was put in its place/);
    late.close();
  });
});
