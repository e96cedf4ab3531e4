import type { TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

type References = Pick<TargetStore, "setReferences" | "reconsiderReferrers">;

/** Which users name which, in SQLite. */
export function createReferences(database: Database): References {
  const stale = database.prepare(
    "DELETE FROM reference WHERE target = ? AND entry = ? AND key NOT IN (SELECT value FROM json_each(?))",
  );
  const add = database.prepare("INSERT OR IGNORE INTO reference SELECT ?, ?, value FROM json_each(?)");
  const reconsider = database.prepare(
    `INSERT OR IGNORE INTO attention (target, entry, reason, detail, since, due, attempts)
     SELECT r.target, r.entry, 'waiting', 'the account of ' || e.key || ' is gone or another one', @now, @now, 0
     FROM entry e CROSS JOIN reference r ON r.target = @target AND r.key = e.key WHERE e.id = @entry`,
  );
  return {
    setReferences(target, entry, keys) {
      const list = JSON.stringify(keys);
      stale.run(target, entry, list);
      if (keys.length > 0) add.run(target, entry, list);
    },
    reconsiderReferrers: (target, entry, now) => void reconsider.run({ target, entry, now }),
  };
}
