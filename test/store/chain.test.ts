import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import type { ChainReport } from "../../src/store/audit-store.ts";
import type { EntryId, Operation } from "../../src/plan/operation.ts";
import { type OperationValues, personalDigest } from "../../src/store/sqlite/run-digest.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import type { SourceKey } from "../../src/source/record.ts";
import { stateFile, store } from "./state-file.ts";

const day = 86_400_000;

function update(entry: EntryId, key: string): Operation {
  return {
    kind: "update",
    phase: 2,
    resource: "User",
    entry,
    key: key as SourceKey,
    name: `${key}@x.org`,
    targetId: `id-${key}` as ScimId,
    changes: [{ path: "title", before: "Dev", after: "Ops" }],
  };
}

/** A state file with runs of two targets, a day apart, each with two operations. */
function fileWithRuns(count = 4): string {
  const file = stateFile();
  const into = openStore(file);
  for (let n = 1; n <= count; n += 1) {
    const [id, target, at] = [`r${n}`, n % 2 === 0 ? "app" : "other", n * day];
    into.runs.start({ id, target, mode: "sync", startedAt: at });
    for (const key of [`e${n}`, "e9"]) {
      const seq = into.journal.append(id, target, update(n, key));
      into.journal.markSent(seq, at + 1);
      into.journal.recordOutcome(seq, { state: "succeeded", result: "updated" }, at + 2);
    }
    into.runs.finish(id, at + 3, 0, JSON.stringify({ counts: { updated: 2 } }));
  }
  into.close();
  return file;
}

function edit(file: string, ...statements: readonly string[]): void {
  const database = new Sqlite(file);
  for (const statement of statements)
    expect(database.prepare(statement).run().changes, statement).toBeGreaterThan(0);
  database.close();
}

function faultsOf(file: string, head?: ChainReport["head"]): readonly string[] {
  return store(file)
    .audit.verify(head)
    .faults.map(({ kind, run, position }) =>
      [kind, run, position].filter((part) => part !== undefined).join(" "),
    );
}

test("runs that nobody touched are as they were, and so they are with one more", () => {
  const file = fileWithRuns();
  const before = store(file).audit.verify();
  expect(before).toMatchObject({ runs: 4, operations: 8, uncovered: 0, faults: [], head: { position: 4 } });
  const into = store(file);
  into.runs.start({ id: "r5", target: "app", mode: "sync", startedAt: 5 * day });
  into.runs.finish("r5", 5 * day, 0, "{}");
  expect(into.audit.verify(before.head)).toMatchObject({ runs: 5, faults: [], head: { position: 5 } });
});

test.each([
  ["an operation's key", "UPDATE operation SET key = 'e7' WHERE seq = 3", ["altered r2 2"]],
  [
    "what it changed",
    "UPDATE operation SET payload = replace(payload, 'Ops', 'Boss') WHERE seq = 3",
    ["altered r2 2"],
  ],
  [
    "what came of it",
    'UPDATE operation SET outcome = \'{"state":"succeeded","result":"linked"}\' WHERE seq = 3',
    ["altered r2 2"],
  ],
  ["how it ended", "UPDATE operation SET state = 'failed' WHERE seq = 3", ["altered r2 2"]],
  ["when", "UPDATE operation SET at = at + 1 WHERE seq = 3", ["altered r2 2"]],
  ["a report", "UPDATE run SET report = '{}' WHERE id = 'r2'", ["altered r2 2"]],
  ["when a run began", "UPDATE run SET started_at = started_at + 1 WHERE id = 'r2'", ["altered r2 2"]],
  ["a ring", "UPDATE chain SET at = at + 1 WHERE position = 2", ["broken 2"]],
  [
    "what is personal for its digest",
    "UPDATE operation SET key = 'x', digest = 'x' WHERE seq = 3",
    ["altered r2 2"],
  ],
])("%s that is altered shows, and where", (_what, statement, faults) => {
  const file = fileWithRuns();
  edit(file, statement);
  expect(faultsOf(file)).toEqual(faults);
});

test("what was made unreadable without anybody being forgotten shows, although its digest is right", () => {
  const file = fileWithRuns();
  const database = new Sqlite(file);
  const row = database
    .prepare(
      `SELECT seq, entry, phase, kind, resource, state, at, salt, digest, outcome, key, name, target_id, payload
       FROM operation WHERE seq = 3`,
    )
    .raw()
    .get() as OperationValues;
  database
    .prepare(
      "UPDATE operation SET key = 'x', name = 'x', payload = '{}', salt = NULL, digest = ? WHERE seq = 3",
    )
    .run(personalDigest(row));
  database.close();
  expect(store(file).audit.verify().faults).toMatchObject([
    {
      kind: "altered",
      run: "r2",
      detail: expect.stringContaining("nothing says that somebody was forgotten"),
    },
  ]);
});

test("a row or a run that is taken away shows, and which", () => {
  const one = fileWithRuns();
  edit(one, "DELETE FROM operation WHERE seq = 4");
  expect(store(one).audit.verify().faults).toMatchObject([
    { kind: "altered", run: "r2", detail: "it has 1 operations, and had 2 when it ended" },
  ]);
  const whole = fileWithRuns();
  edit(whole, "DELETE FROM operation WHERE run = 'r2'", "DELETE FROM run WHERE id = 'r2'");
  expect(faultsOf(whole)).toEqual(["missing r2 2"]);
  edit(whole, "DELETE FROM chain WHERE position = 2");
  expect(faultsOf(whole)).toEqual(["missing 2"]);
});

test("two runs that are exchanged show", () => {
  const file = fileWithRuns();
  edit(
    file,
    "UPDATE operation SET run = 'x' WHERE run = 'r2'",
    "UPDATE operation SET run = 'r2' WHERE run = 'r4'",
    "UPDATE operation SET run = 'r4' WHERE run = 'x'",
  );
  expect(faultsOf(file)).toEqual(["altered r2 2", "altered r4 4"]);
  const rings = fileWithRuns();
  edit(
    rings,
    "UPDATE chain SET position = 99 WHERE position = 2",
    "UPDATE chain SET position = 2 WHERE position = 3",
    "UPDATE chain SET position = 3 WHERE position = 99",
  );
  expect(faultsOf(rings)).toEqual(["broken 2", "broken 3", "broken 4"]);
});

test("a run or an operation that is put in shows", () => {
  const file = fileWithRuns();
  edit(
    file,
    "INSERT INTO run (id, target, mode, started_at, finished_at, exit_code, ring) VALUES ('new', 'app', 'sync', 1, 2, 0, 7)",
    "INSERT INTO operation (run, target, phase, key, entry, kind, resource, name, payload, state) VALUES ('none', 'app', 1, 'k', 1, 'delete', 'User', 'n', '{}', 'succeeded')",
  );
  expect(faultsOf(file)).toEqual(["unknown new", "unknown none"]);
});

test("a chain that is cut short shows to who kept its head", () => {
  const file = fileWithRuns();
  const { head } = store(file).audit.verify();
  edit(
    file,
    "DELETE FROM chain WHERE position = 4",
    "DELETE FROM operation WHERE run = 'r4'",
    "DELETE FROM run WHERE id = 'r4'",
  );
  expect(faultsOf(file)).toEqual([]);
  expect(faultsOf(file, head)).toEqual(["broken 4"]);
});

test("a run that was killed is chained by the next one of its target", () => {
  const file = fileWithRuns(1);
  const into = store(file);
  into.runs.start({ id: "killed", target: "app", mode: "sync", startedAt: 2 * day });
  const seq = into.journal.append("killed", "app", update(1, "e1"));
  into.journal.markSent(seq, 2 * day);
  expect(into.audit.verify()).toMatchObject({ runs: 1, faults: [] });
  into.runs.start({ id: "next", target: "app", mode: "sync", startedAt: 3 * day });
  into.journal.returnOpen("app", 3 * day);
  into.runs.finish("next", 3 * day, 0, "{}");
  expect(into.audit.verify()).toMatchObject({ runs: 3, operations: 3, faults: [] });
  edit(file, "UPDATE operation SET outcome = NULL WHERE run = 'killed'");
  expect(faultsOf(file)).toEqual(["altered killed 2"]);
});

test("runs from before there was a chain are told apart", () => {
  const file = fileWithRuns(3);
  edit(file, "UPDATE run SET ring = 0", "DELETE FROM chain");
  const into = store(file);
  into.runs.start({ id: "first", target: "app", mode: "sync", startedAt: 9 * day });
  into.runs.finish("first", 9 * day, 0, "{}");
  expect(into.audit.verify()).toMatchObject({ runs: 1, uncovered: 3, faults: [] });
});

test("pruning takes old runs away whole, and the chain holds and says so", () => {
  const file = fileWithRuns(8);
  const into = store(file);
  const head = into.audit.head();
  expect(into.pruning.isDue(1)).toBe(false);
  expect(into.pruning.prune({ before: 4 * day + 10, now: 20 * day, most: 100 })).toEqual({
    runs: 4,
    operations: 8,
  });
  expect(into.runs.find("r4")).toBeUndefined();
  expect(into.audit.verify(head)).toMatchObject({
    runs: 4,
    faults: [],
    removed: [{ kind: "prune", runs: 4, operations: 8, at: 20 * day }],
    head: { position: 9 },
  });
  // The beginning of the chain is gone with them, and what was pruned cannot be used to hide more.
  const database = new Sqlite(file);
  expect(database.prepare("SELECT min(position) FROM chain").pluck().get()).toBe(5);
  database.close();
  edit(file, "DELETE FROM operation WHERE run = 'r5'", "DELETE FROM run WHERE id = 'r5'");
  expect(faultsOf(file)).toEqual(["missing r5 5"]);
  expect(faultsOf(file, { position: 4, hash: "0".repeat(64) })).toEqual(["broken 4", "missing r5 5"]);
});

test("pruning goes on where it stopped, and keeps the last run and the last good one of each target", () => {
  const file = fileWithRuns(8);
  const into = store(file);
  for (const id of ["bad1", "bad2"]) {
    into.runs.start({ id, target: "app", mode: "sync", startedAt: id === "bad1" ? 9 * day : 10 * day });
    into.runs.finish(id, 10 * day, 3, "{}");
  }
  const before = 30 * day;
  const gone = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (n) => into.pruning.prune({ before, now: (30 + n) * day, most: 1 }).runs,
  );
  expect(gone).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0]);
  expect(into.runs.latest(undefined, 99).map(({ id }) => id)).toEqual(["bad2", "r8", "r7"]);
  expect(into.audit.verify()).toMatchObject({ runs: 3, faults: [] });
  expect(into.audit.verify().removed.length).toBeGreaterThan(0);
});

test("pruning keeps a run with a create of which it is not known what became", () => {
  const file = fileWithRuns(2);
  const into = store(file);
  into.runs.start({ id: "doubt", target: "app", mode: "sync", startedAt: 3 * day });
  const {
    targetId: _none,
    changes: _some,
    ...about
  } = update(1, "e1") as Extract<Operation, { kind: "update" }>;
  const seq = into.journal.append("doubt", "app", { ...about, phase: 4, kind: "create", attributes: {} });
  into.journal.recordOutcome(seq, { state: "indeterminate", code: "no_answer" }, 3 * day);
  into.runs.finish("doubt", 3 * day, 3, "{}");
  for (const id of ["r8", "r9"]) {
    into.runs.start({ id, target: "app", mode: "sync", startedAt: 8 * day });
    into.runs.finish(id, 8 * day, 0, "{}");
  }
  into.pruning.prune({ before: 7 * day, now: 9 * day, most: 100 });
  expect(into.runs.latest("app", 9).map(({ id }) => id)).toContain("doubt");
  expect(into.journal.doubtfulCreates("app", 1)).toHaveLength(1);
});
