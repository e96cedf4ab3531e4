import type { EntryId, Operation } from "../../plan/operation.ts";
import { phases } from "../../plan/operation.ts";
import type {
  Cursor,
  HeldOperation,
  JournaledOperation,
  JournalStore,
  OpenOperation,
  OperationState,
  OperationTally,
  RecordedOutcome,
  RemovalTally,
} from "../journal-store.ts";
import { needsOf, readOperation, type OperationRow, payloadOf } from "./operation-row.ts";
import type { Database } from "./open.ts";

const columns =
  "seq, phase, key, entry, kind, resource, name, target_id AS targetId, payload, state, outcome, at";
const removalKinds = "kind IN ('deactivate', 'delete')";

/** The journal in SQLite. */
export function createJournal(database: Database): JournalStore {
  const append = database.prepare(
    `INSERT INTO operation (run, target, phase, key, entry, kind, resource, name, target_id, payload, needs, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned')`,
  );
  const next = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = @run AND phase = @phase AND (key, seq) > (@key, @seq)
     AND state = 'planned' ORDER BY key, seq LIMIT @limit`,
  );
  const all = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = @run AND (phase, key, seq) > (@phase, @key, @seq)
     AND state <> 'dropped' ORDER BY phase, key, seq LIMIT @limit`,
  );
  const setState = database.prepare("UPDATE operation SET state = ?, at = ? WHERE seq = ?");
  const recordOutcome = database.prepare("UPDATE operation SET state = ?, outcome = ?, at = ? WHERE seq = ?");
  const open = database.prepare(
    "SELECT seq, entry, kind, resource, phase, state FROM operation WHERE target = ? AND state IN ('planned', 'sent')",
  );
  const tally = database.prepare(
    `SELECT kind, resource, phase, state, outcome ->> 'result' AS result, count(*) AS count,
            coalesce(sum(payload ->> 'count'), 0) AS plannedMembers,
            coalesce(sum(outcome ->> 'members'), 0) AS doneMembers
     FROM operation WHERE run = ? GROUP BY kind, resource, phase, state, result`,
  );
  const changed = database.prepare(
    "SELECT 1 FROM operation WHERE run = ? AND entry = ? AND state = 'succeeded' AND phase < 6",
  );
  const plannedMembers = database
    .prepare("SELECT payload FROM operation WHERE run = ? AND entry = ? AND kind = 'addMembers'")
    .pluck();
  const doubtful = database
    .prepare(
      "SELECT payload FROM operation WHERE target = ? AND entry = ? AND kind = 'addMembers' AND state = 'indeterminate'",
    )
    .pluck();
  const countPlanned = database
    .prepare("SELECT count(*) FROM operation WHERE run = ? AND state = 'planned'")
    .pluck();
  const failed = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = ? AND state IN ('failed', 'indeterminate')
     AND outcome ->> 'code' IS NOT NULL ORDER BY phase, key, seq LIMIT ?`,
  );
  return {
    append(run, target, operation) {
      const { phase, key, entry, kind, resource, name } = operation;
      const targetId = "targetId" in operation ? operation.targetId : null;
      const payload = JSON.stringify(payloadOf(operation));
      const row = append.run(
        run,
        target,
        phase,
        key,
        entry,
        kind,
        resource,
        name,
        targetId,
        payload,
        needsOf(operation),
      );
      return Number(row.lastInsertRowid);
    },
    ...createRemovals(database),
    dropUnreachableReferences: (run, target) => dropUnreachable(database, run, target),
    hold: (seq) => void setState.run("held", null, seq),
    release: (seq) => void database.prepare("UPDATE operation SET released = 1 WHERE seq = ?").run(seq),
    next: (run, phase, after, limit) =>
      readAll(next.all({ run, phase, key: after?.key ?? "", seq: after?.seq ?? 0, limit })),
    changed: (run, entry) => changed.get(run, entry) !== undefined,
    plannedMembers: (run, group) =>
      (plannedMembers.all(run, group) as string[]).flatMap(
        (payload) => (JSON.parse(payload) as Members).members,
      ),
    doubtfulMembers: (target, group) =>
      (doubtful.all(target, group) as string[]).flatMap(
        (payload) => (JSON.parse(payload) as Members).members,
      ),
    markSent: (seq, at) => void setState.run("sent", at, seq),
    recordOutcome: (seq, outcome, at) =>
      void recordOutcome.run(outcome.state, JSON.stringify(outcome), at, seq),
    open: (target) => open.all(target) as OpenOperation[],
    closeOpen: (seq, at) =>
      void recordOutcome.run("indeterminate", JSON.stringify({ state: "indeterminate" }), at, seq),
    countPlanned: (run) => countPlanned.get(run) as number,
    failed: (run, limit) => readAll(failed.all(run, limit)),
    tally: (run) => tally.all(run) as OperationTally[],
    operations: (run, after, limit) =>
      readAll(all.all({ run, phase: after?.phase ?? 0, key: after?.key ?? "", seq: after?.seq ?? 0, limit })),
  };
}

/** Where in the order of a push an operation stands. */
export function cursorAt(operation: Operation, seq: number): Cursor {
  return { phase: operation.phase, key: operation.key, seq };
}

interface Members {
  readonly members: readonly EntryId[];
}

interface JournalRow extends OperationRow {
  readonly seq: number;
  readonly state: OperationState;
  readonly outcome: string | null;
  readonly at: number | null;
}

function readAll(rows: readonly unknown[]): readonly JournaledOperation[] {
  return (rows as readonly JournalRow[]).map((row) => ({
    seq: row.seq,
    operation: readOperation(row),
    state: row.state,
    ...(row.outcome === null ? {} : { outcome: JSON.parse(row.outcome) as RecordedOutcome }),
    ...(row.at === null ? {} : { at: row.at }),
  }));
}

function dropUnreachable(database: Database, run: string, target: string): void {
  database
    .prepare(
      `UPDATE operation SET state = 'dropped' WHERE run = @run AND phase = @phase AND NOT EXISTS (
         SELECT 1 FROM json_each(operation.needs) j JOIN entry e ON e.kind = 'user' AND e.key = j.value
         WHERE EXISTS (SELECT 1 FROM link l WHERE l.target = @target AND l.entry = e.id AND l.state = 'active')
            OR EXISTS (SELECT 1 FROM operation o WHERE o.run = @run AND o.entry = e.id AND o.kind IN ('create', 'reactivate')))`,
    )
    .run({ run, target, phase: phases.references });
}

type Removals = Pick<JournalStore, "tallyRemovals" | "holdRemovals">;

function createRemovals(database: Database): Removals {
  const planned = database
    .prepare(
      `SELECT count(*) FROM operation WHERE run = ? AND resource = ? AND state = 'planned' AND ${removalKinds}`,
    )
    .pluck();
  const recent = database
    .prepare(
      `SELECT count(*) FROM operation WHERE target = ? AND resource = ? AND state = 'succeeded' AND released = 0
       AND at >= ? AND ${removalKinds}`,
    )
    .pluck();
  const removals = database.prepare(
    `SELECT seq, entry, key, name, kind, target_id AS targetId FROM operation
     WHERE run = ? AND resource = ? AND state = 'planned' AND ${removalKinds} ORDER BY phase, key, seq`,
  );
  const hold = database.prepare("UPDATE operation SET state = 'held' WHERE seq = ?");
  const release = database.prepare("UPDATE operation SET released = 1 WHERE seq = ?");
  return {
    tallyRemovals: (run, target, resource, since): RemovalTally => ({
      planned: planned.get(run, resource) as number,
      recent: recent.get(target, resource, since) as number,
    }),
    holdRemovals(run, resource, allowance) {
      const rows = removals.all(run, resource) as HeldOperation[];
      for (const { seq } of rows.slice(0, allowance)) release.run(seq);
      const held = rows.slice(allowance);
      for (const { seq } of held) hold.run(seq);
      return held;
    },
  };
}
