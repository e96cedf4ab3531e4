import type { Attention } from "../../plan/attention.ts";
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
  | "countPending"
  | "inDoubt"
>;

/** An attention as its row has it. */
export interface AttentionRow extends Omit<Attention, "code"> {
  readonly code: string | null;
}

export function readAttention({ code, ...attention }: AttentionRow): Attention {
  return code === null ? attention : { ...attention, code };
}

/** Attentions in SQLite. */
export function createAttentions(database: Database): Attentions {
  const find = database.prepare(
    "SELECT reason, detail, code, since, due, attempts FROM attention WHERE target = ? AND entry = ?",
  );
  const put = database.prepare(
    `INSERT OR REPLACE INTO attention (target, entry, reason, detail, code, since, due, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const drop = database.prepare("DELETE FROM attention WHERE target = ? AND entry = ?");
  const settle = database.prepare(
    `DELETE FROM attention WHERE target = @target AND entry = @entry AND (@completed = 1 OR reason <> 'waiting')
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
      const { reason, detail, code, since, due, attempts } = attention;
      put.run(target, entry, reason, detail, code ?? null, since, due, attempts);
    },
    settle: (target, entry, run, completed) =>
      void settle.run({ target, entry, run, completed: completed ? 1 : 0 }),
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

type Lists = Pick<TargetStore, "wasSent" | "rejected" | "countPending" | "inDoubt">;

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
    `SELECT e.key, e.kind, reason, detail, code, since, due, attempts FROM attention a CROSS JOIN entry e ON e.id = a.entry
     WHERE a.target = ? AND a.reason = 'rejected' ORDER BY e.key LIMIT ?`,
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
  return {
    wasSent: (target, entry) => wasSent.get({ target, entry }) !== undefined,
    rejected: (target, limit) =>
      (rejected.all(target, limit) as (AttentionRow & Omit<RejectedEntry, "attention">)[]).map(
        ({ key, kind, ...row }) => ({ key, kind, attention: readAttention(row) }),
      ),
    countPending: (target) => pending.get({ target }) as number,
    inDoubt: (target) => inDoubt.all(target) as ReturnType<TargetStore["inDoubt"]>,
  };
}
