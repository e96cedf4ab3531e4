import { phases } from "../../plan/operation.ts";
import type { JournalStore } from "../journal-store.ts";
import { createJournalReading } from "./journal-reading.ts";
import { tried } from "./failing.ts";
import { createGuarding } from "./guarding.ts";
import { needsOf, payloadOf } from "./operation-row.ts";
import type { Database } from "./open.ts";

type JournalWriting = Pick<
  JournalStore,
  | "append"
  | "dropUnreachableReferences"
  | "hold"
  | "withdraw"
  | "drop"
  | "markSent"
  | "markUnsent"
  | "recordOutcome"
  | "returnOpen"
>;

/** The journal in SQLite. */
export function createJournal(database: Database): JournalStore {
  return {
    ...createJournalWriting(database),
    ...createJournalReading(database),
    ...createGuarding(database),
  };
}

function createJournalWriting(database: Database): JournalWriting {
  const append = database.prepare(
    `INSERT INTO operation (run, target, phase, key, entry, kind, resource, name, target_id, payload, needs, state, salt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', randomblob(16))`,
  );
  const withdraw = database.prepare(
    "DELETE FROM operation WHERE run = ? AND entry = ? AND state = 'planned'",
  );
  const drop = database.prepare("DELETE FROM operation WHERE seq = ? AND state = 'planned'");
  const setState = database.prepare("UPDATE operation SET state = ?, at = ? WHERE seq = ?");
  const recordOutcome = database.prepare("UPDATE operation SET state = ?, outcome = ?, at = ? WHERE seq = ?");
  return {
    append(run, target, operation) {
      const { phase, key, entry, kind, resource, name } = operation;
      const targetId = "targetId" in operation ? operation.targetId : null;
      const payload = JSON.stringify(payloadOf(operation));
      const needs = needsOf(operation);
      // By place, not by name: names cost as much as an index more.
      const about = [run, target, phase, key, entry, kind, resource, name, targetId] as const;
      return Number(append.run(...about, payload, needs).lastInsertRowid);
    },
    dropUnreachableReferences: (run, target) => dropUnreachable(database, run, target),
    withdraw: (run, entry) => void withdraw.run(run, entry),
    drop: (seq) => void drop.run(seq),
    hold: (seq) => void setState.run("held", null, seq),
    markSent: (seq, at) => void setState.run("sent", at, seq),
    markUnsent: (seq) => void setState.run("planned", null, seq),
    recordOutcome: (seq, outcome, at) =>
      void recordOutcome.run(outcome.state, JSON.stringify(outcome), at, seq),
    returnOpen: (target, at) => database.transaction(() => returnOpen(database, target, at))(),
  };
}

function dropUnreachable(database: Database, run: string, target: string): number {
  const { changes } = database
    .prepare(
      `UPDATE operation SET state = 'dropped' WHERE run = @run AND phase = @phase AND state = 'planned' AND NOT EXISTS (
         SELECT 1 FROM json_each(operation.needs) j CROSS JOIN entry e ON e.kind = 'user' AND e.key = j.value
         WHERE EXISTS (SELECT 1 FROM link l WHERE l.target = @target AND l.entry = e.id AND l.state = 'active')
            OR EXISTS (SELECT 1 FROM moving v WHERE v.entry = e.id AND v.move = 'arriving')
            OR EXISTS (SELECT 1 FROM operation o WHERE o.run = @run AND o.entry = e.id AND o.kind IN ('create', 'reactivate')
              AND o.state = 'planned'))`,
    )
    .run({ run, target, phase: phases.references });
  return changes;
}

/** What failed before and was not begun this time fails on; it is only thought about at once. */
const failsOn = `(excluded.reason = 'unfinished' AND attention.reason IN ${tried})`;

function returnOpen(database: Database, target: string, at: number): void {
  database
    .prepare(
      `INSERT INTO attention (target, entry, reason, detail, since, due, attempts)
       SELECT target, entry, iif(max(state = 'sent'), 'indeterminate', 'unfinished'),
              'a run ended ' || iif(max(state = 'sent'), 'while this was under way: ', 'before this was begun: ') || min(kind),
              @at, @at, 0
       FROM operation WHERE target = @target AND state IN ('planned', 'sent') GROUP BY entry
       ON CONFLICT (target, entry) DO UPDATE
         SET reason = iif(${failsOn}, 'failed', excluded.reason), detail = iif(${failsOn}, attention.detail, excluded.detail),
           code = iif(${failsOn}, attention.code, NULL), since = iif(${failsOn}, attention.since, excluded.since),
           due = excluded.due
         WHERE reason <> 'indeterminate'`,
    )
    .run({ target, at });
  database
    .prepare(
      `UPDATE operation SET outcome = json_object('state', iif(state = 'sent', 'indeterminate', 'skipped'), 'detail', 'the run ended'),
         state = iif(state = 'sent', 'indeterminate', 'skipped'), at = @at
       WHERE target = @target AND state IN ('planned', 'sent')`,
    )
    .run({ target, at });
}
