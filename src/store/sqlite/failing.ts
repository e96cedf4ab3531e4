import type { FailingEntry, FailureCount, FailureFilter, TargetStore } from "../target-store.ts";
import { attentionColumns, type AttentionRow, readAttention } from "./attentions.ts";
import type { Database } from "./open.ts";

type Failing = Pick<
  TargetStore,
  "failing" | "untried" | "countFailing" | "makeFailingDue" | "restartSchedules" | "excuse"
>;

/** Reasons of records whose operations failed, and which are tried by a schedule. */
export const tried = "('failed', 'quarantined', 'givenUp')";

/** The end of an INSERT of attentions: who has one is left it, but thought about at once where a schedule keeps it waiting. */
export const orWake = `ON CONFLICT (target, entry) DO UPDATE SET due = excluded.due
  WHERE attention.due > excluded.due AND attention.reason IN ${tried}`;

const wanted = `a.target = @target AND (a.reason IN ${tried} OR a.reason IN ('rejected', 'protected') OR a.last_try IS NOT NULL)
  AND (@keys IS NULL OR e.key IN (SELECT value FROM json_each(@keys)))
  AND (@codes IS NULL OR a.code IN (SELECT value FROM json_each(@codes)))`;

const failing = `FROM attention a CROSS JOIN entry e ON e.id = a.entry WHERE ${wanted}`;

/** Records that fail, in SQLite. */
export function createFailing(database: Database): Failing {
  // A few of each code: of a hundred thousand that fail for one reason, a second reason would not be seen.
  const list = database.prepare(
    `SELECT a.entry, e.key, e.kind, coalesce(e.name, e.key) AS called, ${attentionColumns} ${failing}
     ORDER BY row_number() OVER (PARTITION BY a.code ORDER BY e.key, e.kind), a.code, e.key LIMIT @limit`,
  );
  const untried = database.prepare(
    `SELECT a.entry, e.key, e.kind, coalesce(e.name, e.key) AS called, ${attentionColumns}
     FROM attention a CROSS JOIN entry e ON e.id = a.entry
     WHERE a.target = ? AND a.reason IN ('rejected', 'protected', 'quarantined', 'givenUp') AND a.last_try ->> 'run' IS NOT ?
       AND NOT EXISTS (SELECT 1 FROM group_word w
         WHERE w.target = a.target AND w.entry = a.entry AND w.paused_since IS NOT NULL)
     LIMIT ?`,
  );
  const count = database.prepare(
    `SELECT a.code, a.reason, count(*) AS count, min(coalesce(a.last_try ->> 'since', a.since)) AS since, min(a.due) AS due
     ${failing} GROUP BY a.code, a.reason ORDER BY a.code, a.reason`,
  );
  const keys = database.prepare(`SELECT DISTINCT e.key ${failing} ORDER BY e.key`).pluck();
  const makeDue = database.prepare(
    `UPDATE attention SET due = @now, attempts = 0, reason = iif(reason IN ${tried}, 'failed', reason)
     WHERE target = @target AND entry IN (SELECT a.entry ${failing})`,
  );
  const restart = database.prepare(
    `UPDATE attention SET attempts = 0 WHERE target = @target AND attempts > 0
       AND (@revision IS NULL OR (SELECT revision FROM entry e WHERE e.id = attention.entry) > @revision)`,
  );
  const excuse = database.prepare(
    `UPDATE attention SET due = @now, attempts = max(0, attempts - 1), reason = 'failed'
     WHERE target = @target AND reason IN ${tried} AND last_try ->> 'run' = @run
       AND code IN (SELECT value FROM json_each(@codes))`,
  );
  return {
    *failing(target, filter, limit) {
      const rows = list.iterate({ target, limit, ...asked(filter) }) as IterableIterator<FailingRow>;
      for (const row of rows) yield readFailing(row);
    },
    untried: (target, run, limit) => (untried.all(target, run, limit) as FailingRow[]).map(readFailing),
    countFailing: (target, filter) => count.all({ target, ...asked(filter) }) as FailureCount[],
    makeFailingDue(target, filter, now) {
      const found = keys.all({ target, ...asked(filter) }) as FailingEntry["key"][];
      if (found.length > 0) makeDue.run({ target, now, ...asked(filter) });
      return found;
    },
    restartSchedules: (target, changedSince) => void restart.run({ target, revision: changedSince ?? null }),
    excuse: (target, run, codes, now) => void excuse.run({ target, run, codes: JSON.stringify(codes), now }),
  };
}

interface FailingRow extends AttentionRow, Omit<FailingEntry, "attention" | "name"> {
  /** By what a record is called that was never mapped. */
  readonly called: string;
}

function readFailing({ entry, key, kind, called, ...row }: FailingRow): FailingEntry {
  const attention = readAttention(row);
  return { entry, key, kind, name: attention.lastTry?.name ?? called, attention };
}

function asked({ keys, codes }: FailureFilter) {
  return {
    keys: keys === undefined ? null : JSON.stringify(keys),
    codes: codes === undefined ? null : JSON.stringify(codes),
  };
}
