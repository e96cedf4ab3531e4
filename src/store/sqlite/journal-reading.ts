import { type EntryId, phases } from "../../plan/operation.ts";
import type {
  Cursor,
  JournaledOperation,
  JournalStore,
  MappingCause,
  MappingUpdates,
  OperationState,
  OperationTally,
  PastOperation,
  RecordedOutcome,
} from "../journal-store.ts";
import { type OperationRow, readOperation } from "./operation-row.ts";
import { createNotSticky } from "./not-sticky.ts";
import type { Database } from "./open.ts";
import type { ResourceType } from "../../scim/resource.ts";

type JournalReading = Pick<
  JournalStore,
  | "next"
  | "operations"
  | "dropped"
  | "held"
  | "lastHeld"
  | "history"
  | "failed"
  | "hasOpen"
  | "isMade"
  | "lastRun"
  | "tally"
  | "notSticky"
  | "countPlanned"
  | "countOpen"
  | "countCreates"
  | "changed"
  | "planned"
  | "plannedUpdates"
  | "mappingUpdates"
  | "plannedMembers"
  | "doubtfulMembers"
  | "doubtfulCreates"
  | "doubtfulChanges"
  | "unsureMembers"
  | "isDoubtful"
>;

const columns =
  "seq, phase, key, entry, kind, resource, name, target_id AS targetId, payload, state, outcome, at";

/** What the journal tells, in SQLite. */
export function createJournalReading(database: Database): JournalReading {
  const next = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = @run AND phase = @phase AND (key, seq) > (@key, @seq)
     AND state = 'planned' ORDER BY key, seq LIMIT @limit`,
  );
  const all = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = @run AND (phase, key, seq) > (@phase, @key, @seq)
     AND state <> 'dropped' ORDER BY phase, key, seq LIMIT @limit`,
  );
  const dropped = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = @run AND (phase, key, seq) > (@phase, @key, @seq)
     AND state = 'dropped' ORDER BY phase, key, seq LIMIT @limit`,
  );
  const held = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = @run AND (phase, key, seq) > (@phase, @key, @seq)
     AND state = 'held' ORDER BY phase, key, seq LIMIT @limit`,
  );
  const failed = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = ? AND state IN ('failed', 'indeterminate')
     AND outcome ->> 'code' IS NOT NULL ORDER BY phase, key, seq LIMIT ?`,
  );
  const planned = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = ? AND entry = ? AND state = 'planned'`,
  );
  const open = database.prepare(
    "SELECT 1 FROM operation WHERE target = ? AND state IN ('planned', 'sent') LIMIT 1",
  );
  const made = database.prepare("SELECT 1 FROM operation WHERE run = ? AND entry = ? AND kind = 'create'");
  const lastRun = database
    .prepare(
      `SELECT id FROM run r WHERE target = ? AND EXISTS (SELECT 1 FROM operation o WHERE o.run = r.id)
       ORDER BY started_at DESC, id DESC LIMIT 1`,
    )
    .pluck();
  return {
    next: (run, phase, after, limit) =>
      readAll(next.all({ run, phase, key: after?.key ?? "", seq: after?.seq ?? 0, limit })),
    operations: (run, after, limit) => readAll(all.all(placeAfter(run, after, limit))),
    dropped: (run, after, limit) => readAll(dropped.all(placeAfter(run, after, limit))),
    held: (run, after, limit) => readAll(held.all(placeAfter(run, after, limit))),
    lastHeld: createLastHeld(database),
    history: createHistory(database),
    failed: (run, limit) => readAll(failed.all(run, limit)),
    planned: (run, entry) => readAll(planned.all(run, entry)),
    plannedUpdates: (run, entry) =>
      readAll(planned.all(run, entry)).flatMap(({ seq, operation }) =>
        operation.kind === "update" ? [{ seq, operation }] : [],
      ),
    mappingUpdates: (cause) => mappingUpdates(database, cause),
    hasOpen: (target) => open.get(target) !== undefined,
    isMade: (run, entry) => made.get(run, entry) !== undefined,
    lastRun: (target) => lastRun.get(target) as string | undefined,
    ...createJournalCounts(database),
    notSticky: createNotSticky(database),
    ...createJournaledDoubts(database),
  };
}

function createLastHeld(database: Database): JournalReading["lastHeld"] {
  const last = database
    .prepare(
      "SELECT run FROM operation WHERE target = ? AND entry = ? AND state = 'held' ORDER BY seq DESC LIMIT 1",
    )
    .pluck();
  const held = database.prepare(
    `SELECT ${columns} FROM operation WHERE run = ? AND entry = ? AND state = 'held' ORDER BY phase, seq`,
  );
  return (target, entry) => {
    const run = last.get(target, entry) as string | undefined;
    return run === undefined ? undefined : { run, operations: readAll(held.all(run, entry)) };
  };
}

/** Goes back from run to run by their time: an index of operations by entry would cost each of a push. */
function createHistory(database: Database): JournalReading["history"] {
  return (target, entry, limit) => {
    const rows = database
      .prepare(
        `SELECT r.id AS run, r.mode, o.seq, o.phase, o.key, o.entry, o.kind, o.resource, o.name, o.target_id AS targetId,
           o.payload, o.state, o.outcome, o.at
         FROM (SELECT id, mode, started_at FROM run WHERE target = @target) r
         CROSS JOIN operation o ON o.run = r.id AND o.entry = @entry AND o.state NOT IN ('dropped', 'planned')
         ORDER BY r.started_at DESC, r.id DESC, o.seq DESC LIMIT @limit`,
      )
      .all({ target, entry, limit }) as (JournalRow & Pick<PastOperation, "run" | "mode">)[];
    return rows.flatMap((row) => readAll([row]).map((read) => ({ ...read, run: row.run, mode: row.mode })));
  };
}

function placeAfter(run: string, after: Cursor | undefined, limit: number) {
  return { run, phase: after?.phase ?? 0, key: after?.key ?? "", seq: after?.seq ?? 0, limit };
}

const causedByMapping = `
  FROM operation o CROSS JOIN entry e ON e.id = o.entry LEFT JOIN attention t ON t.target = @target AND t.entry = o.entry
  WHERE o.run = @run AND o.kind = 'update' AND o.resource = 'User' AND o.state = 'planned'
    AND o.released = 0
    AND ((@changed = 1 AND e.revision <= @revision) OR t.code = 'mapping_held')`;

function mappingUpdates(database: Database, { changed, ...cause }: MappingCause): MappingUpdates {
  const asked = { ...cause, changed: changed ? 1 : 0 };
  const count = database.prepare(`SELECT count(DISTINCT o.entry) ${causedByMapping}`).pluck();
  const page = database.prepare(
    `SELECT o.seq, o.phase, o.key, o.entry, o.kind, o.resource, o.name, o.target_id AS targetId, o.payload, o.state,
            o.outcome, o.at ${causedByMapping} AND o.seq > @after ORDER BY o.seq LIMIT 200`,
  );
  return {
    users: count.get(asked) as number,
    *operations() {
      let rows = readAll(page.all({ ...asked, after: 0 }));
      while (rows.length > 0) {
        for (const { seq, operation } of rows) {
          if (operation.kind === "update") yield { seq, operation, entry: operation.entry };
        }
        rows = readAll(page.all({ ...asked, after: rows.at(-1)?.seq ?? 0 }));
      }
    },
  };
}

type Counts = Pick<JournalStore, "tally" | "countPlanned" | "countOpen" | "countCreates" | "changed">;

function createJournalCounts(database: Database): Counts {
  const tally = database.prepare(
    `SELECT kind, resource, phase, state, outcome ->> 'result' AS result, outcome ->> 'code' AS code, count(*) AS count,
            coalesce(sum(CASE WHEN kind IN ('addMembers', 'removeMembers') THEN payload ->> 'count' END), 0) AS plannedMembers,
            coalesce(sum(outcome ->> 'members'), 0) AS doneMembers
     FROM operation WHERE run = ? GROUP BY kind, resource, phase, state, result, code`,
  );
  const countPlanned = database
    .prepare("SELECT count(*) FROM operation WHERE run = ? AND state = 'planned'")
    .pluck();
  const countOpen = database
    .prepare("SELECT count(*) FROM operation WHERE run = ? AND state IN ('planned', 'sent')")
    .pluck();
  const creates = database.prepare(
    `SELECT count(*) FILTER (WHERE resource = 'User') AS User, count(*) FILTER (WHERE resource = 'Group') AS "Group"
     FROM operation WHERE run = ? AND kind = 'create' AND state IN ('planned', 'sent')`,
  );
  const changed = database.prepare(
    `SELECT 1 FROM operation WHERE run = ? AND entry = ? AND state = 'succeeded' AND phase < ${phases.references}`,
  );
  return {
    tally: (run) => tally.all(run) as OperationTally[],
    countPlanned: (run) => countPlanned.get(run) as number,
    countOpen: (run) => countOpen.get(run) as number,
    countCreates: (run) => creates.get(run) as Record<ResourceType, number>,
    changed: (run, entry) => changed.get(run, entry) !== undefined,
  };
}

type JournaledDoubts = Pick<
  JournalStore,
  | "plannedMembers"
  | "doubtfulMembers"
  | "doubtfulCreates"
  | "doubtfulChanges"
  | "unsureMembers"
  | "isDoubtful"
>;

function createJournaledDoubts(database: Database): JournaledDoubts {
  const planned = database
    .prepare("SELECT payload FROM operation WHERE run = ? AND entry = ? AND kind = 'addMembers'")
    .pluck();
  const doubtful = database
    .prepare(
      "SELECT payload FROM operation WHERE target = ? AND entry = ? AND kind = 'addMembers' AND state = 'indeterminate'",
    )
    .pluck();
  const creates = database.prepare(
    `SELECT ${columns} FROM operation o WHERE target = @target AND entry = @entry AND kind = 'create' AND state = 'indeterminate'
       AND NOT EXISTS (SELECT 1 FROM run r CROSS JOIN operation p ON p.run = r.id AND p.entry = o.entry
         WHERE r.target = o.target AND p.seq > o.seq AND p.state = 'succeeded')
     ORDER BY seq DESC LIMIT 5`,
  );
  const since = `FROM operation o WHERE target = @target AND entry = @entry AND state = 'indeterminate'
     AND NOT EXISTS (SELECT 1 FROM run r CROSS JOIN operation p ON p.run = r.id AND p.entry = o.entry
       WHERE r.started_at >= (SELECT started_at FROM run WHERE id = o.run) AND r.target = o.target AND r.id <> o.run
         AND p.seq > o.seq AND p.state = 'succeeded')`;
  const changes = database.prepare(
    `SELECT ${columns} ${since} AND kind IN ('update', 'deactivate', 'reactivate', 'delete') ORDER BY seq`,
  );
  const unsure = database
    .prepare(`SELECT payload ${since} AND kind IN ('addMembers', 'removeMembers')`)
    .pluck();
  const isDoubtful = database.prepare(
    "SELECT 1 FROM operation WHERE run = ? AND entry = ? AND state = 'indeterminate'",
  );
  return {
    doubtfulChanges: (target, entry) =>
      readAll(changes.all({ target, entry })).map(({ operation }) => operation),
    unsureMembers: (target, group) => [...new Set(membersIn(unsure.all({ target, entry: group })))],
    isDoubtful: (run, entry) => isDoubtful.get(run, entry) !== undefined,
    plannedMembers: (run, group) => membersIn(planned.all(run, group)),
    doubtfulMembers: (target, group) => membersIn(doubtful.all(target, group)),
    doubtfulCreates: (target, entry) =>
      readAll(creates.all({ target, entry })).flatMap(({ operation }) =>
        operation.kind === "create" ? [operation.attributes] : [],
      ),
  };
}

function membersIn(payloads: readonly unknown[]): readonly EntryId[] {
  return (payloads as readonly string[]).flatMap(
    (payload) => (JSON.parse(payload) as { readonly members: readonly EntryId[] }).members,
  );
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
