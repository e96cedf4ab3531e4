import type { Attention, FailedTry } from "../../plan/attention.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { RejectedEntry, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

type Attentions = Pick<
  TargetStore,
  | "attention"
  | "setAttention"
  | "settle"
  | "hasDue"
  | "setMappedUntil"
  | "wasSent"
  | "rejected"
  | "heldEntries"
  | "countPending"
  | "inDoubt"
  | "missing"
>;

/** An attention as its row has it. */
export interface AttentionRow extends Omit<Attention, "code" | "lastTry"> {
  readonly code: string | null;
  /** JSON text. */
  readonly lastTry: string | null;
}

/** The columns of an `AttentionRow`, of the table called `a`. */
export const attentionColumns =
  "a.reason, a.detail, a.code, a.since, a.due, a.attempts, a.last_try AS lastTry";

export function readAttention({ code, lastTry, ...attention }: AttentionRow): Attention {
  // Written field by field: of a large directory many wait for others, and have neither.
  if (code === null && lastTry === null) return attention;
  return {
    ...attention,
    ...(code === null ? {} : { code }),
    ...(lastTry === null ? {} : { lastTry: JSON.parse(lastTry) as FailedTry }),
  };
}

/** Attentions in SQLite. */
export function createAttentions(database: Database): Attentions {
  const find = database.prepare(`SELECT ${attentionColumns} FROM attention a WHERE target = ? AND entry = ?`);
  const put = database.prepare(
    `INSERT OR REPLACE INTO attention (target, entry, reason, detail, code, since, due, attempts, last_try)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const drop = database.prepare("DELETE FROM attention WHERE target = ? AND entry = ?");
  const settle = database.prepare(
    `DELETE FROM attention WHERE target = @target AND entry = @entry AND (@completed = 1 OR reason <> 'waiting')
       AND NOT EXISTS (SELECT 1 FROM operation o
         WHERE o.run = @run AND o.entry = @entry AND o.state IN ('failed', 'indeterminate', 'held'))`,
  );
  const hasFailed = database
    .prepare("SELECT 1 FROM attention WHERE target = ? AND entry = ? AND last_try IS NOT NULL")
    .pluck();
  // What waits for another account goes on to wait, but does not fail any more.
  const recover = database.prepare(
    `UPDATE attention SET attempts = 0, last_try = NULL WHERE target = @target AND entry = @entry
       AND NOT EXISTS (SELECT 1 FROM operation o
         WHERE o.run = @run AND o.entry = @entry AND o.state IN ('failed', 'indeterminate', 'held'))`,
  );
  const due = database.prepare(
    `SELECT 1 FROM attention WHERE target = @target AND due <= @now
     UNION ALL SELECT 1 FROM mapped_until WHERE target = @target AND until <= @now LIMIT 1`,
  );
  return {
    attention(target, entry) {
      const row = find.get(target, entry) as AttentionRow | undefined;
      return row === undefined ? undefined : readAttention(row);
    },
    setAttention(target, entry, attention) {
      if (attention === undefined) return void drop.run(target, entry);
      const { reason, detail, code, since, due, attempts, lastTry } = attention;
      const tried = lastTry === undefined ? null : JSON.stringify(lastTry);
      put.run(target, entry, reason, detail, code ?? null, since, due, attempts, tried);
    },
    settle(target, entry, run, completed) {
      const { changes } = settle.run({ target, entry, run, completed: completed ? 1 : 0 });
      // Most have no attention at all, and to ask is a quarter of the price.
      if (changes === 0 && hasFailed.get(target, entry) !== undefined) recover.run({ target, entry, run });
    },
    hasDue: (target, now) => due.get({ target, now }) !== undefined,
    setMappedUntil: createMappedUntil(database),
    ...createAttentionLists(database),
  };
}

/** Of most records the mapping is for ever, and was so before: for them nothing is written. */
function createMappedUntil(database: Database): Attentions["setMappedUntil"] {
  const known = database
    .prepare(
      "SELECT u.entry, u.until FROM json_each(?) j CROSS JOIN mapped_until u ON u.target = ? AND u.entry = j.value",
    )
    .raw();
  const put = database.prepare("INSERT OR REPLACE INTO mapped_until VALUES (?, ?, ?)");
  const drop = database.prepare("DELETE FROM mapped_until WHERE target = ? AND entry = ?");
  return (target, mapped) => {
    const entries = JSON.stringify(mapped.map(({ entry }) => entry));
    const before = new Map(known.all(entries, target) as (readonly [EntryId, number])[]);
    for (const { entry, until } of mapped) {
      if (until === before.get(entry)) continue;
      if (until === undefined) drop.run(target, entry);
      else put.run(target, entry, until);
    }
  };
}

type Lists = Pick<
  TargetStore,
  "wasSent" | "rejected" | "heldEntries" | "countPending" | "inDoubt" | "missing"
>;

function createAttentionLists(database: Database): Lists {
  // A record that waits for another account has an attention for that, so the journal is asked too.
  const wasSent = database.prepare(
    `SELECT 1 FROM attention WHERE target = @target AND entry = @entry AND reason = 'indeterminate'
     UNION ALL
     SELECT 1 FROM operation o WHERE o.target = @target AND o.entry = @entry AND o.state = 'indeterminate' AND o.kind = 'create'
       AND NOT EXISTS (SELECT 1 FROM run r CROSS JOIN operation p ON p.run = r.id AND p.entry = o.entry
         WHERE r.started_at >= (SELECT started_at FROM run WHERE id = o.run) AND r.target = o.target
           AND p.seq > o.seq AND p.state IN ('succeeded', 'failed'))
     LIMIT 1`,
  );
  const rejected = database.prepare(
    `SELECT e.key, e.kind, ${attentionColumns} FROM attention a CROSS JOIN entry e ON e.id = a.entry
     WHERE a.target = ? AND a.reason IN ('rejected', 'protected') ORDER BY e.key LIMIT ?`,
  );
  const held = database.prepare(
    `SELECT entry, since FROM attention WHERE target = ? AND entry > ? AND reason IN ('held', 'unapplied')
      ORDER BY entry LIMIT ?`,
  );
  const pending = database
    .prepare(
      `SELECT count(*) FROM attention a CROSS JOIN entry e ON e.id = a.entry AND e.kind = 'user' AND e.present = 1
       WHERE a.target = @target AND NOT EXISTS (SELECT 1 FROM link l WHERE l.target = @target AND l.entry = a.entry)`,
    )
    .pluck();
  const inDoubt = database.prepare(
    `SELECT a.entry, e.kind FROM attention a CROSS JOIN entry e ON e.id = a.entry
     WHERE a.target = ? AND a.reason = 'indeterminate' ORDER BY e.key`,
  );
  const missing = database.prepare(
    `SELECT a.entry, e.key, e.kind FROM attention a INDEXED BY attention_missing CROSS JOIN entry e ON e.id = a.entry
     WHERE a.target = ? AND a.code = 'missing' AND a.entry > ? ORDER BY a.entry LIMIT ?`,
  );
  return {
    missing: (target, after, limit) =>
      missing.all(target, after, limit) as ReturnType<TargetStore["missing"]>,
    wasSent: (target, entry) => wasSent.get({ target, entry }) !== undefined,
    rejected: (target, limit) =>
      (rejected.all(target, limit) as (AttentionRow & Omit<RejectedEntry, "attention">)[]).map(
        ({ key, kind, ...row }) => ({ key, kind, attention: readAttention(row) }),
      ),
    heldEntries: (target, after, limit) =>
      held.all(target, after, limit) as ReturnType<TargetStore["heldEntries"]>,
    countPending: (target) => pending.get({ target }) as number,
    inDoubt: (target) => inDoubt.all(target) as ReturnType<TargetStore["inDoubt"]>,
  };
}
