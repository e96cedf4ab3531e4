import type { EntryId } from "../../plan/operation.ts";
import type { SourceKey } from "../../source/record.ts";
import type { Naming, TargetStore } from "../target-store.ts";
import { orWake } from "./failing.ts";
import type { Database } from "./open.ts";

type References = Pick<TargetStore, "setReferences" | "reconsiderReferrers">;

/** Which users name which, in SQLite. */
export function createReferences(database: Database): References {
  const known = database
    .prepare(
      `SELECT r.entry, r.key FROM json_each(?) j CROSS JOIN reference r ON r.target = ? AND r.entry = j.value`,
    )
    .raw();
  const remove = database.prepare(
    `DELETE FROM reference WHERE (target, entry, key) IN (SELECT ?, value ->> 0, value ->> 1 FROM json_each(?))`,
  );
  const add = database.prepare(
    "INSERT OR IGNORE INTO reference SELECT ?, value ->> 0, value ->> 1 FROM json_each(?)",
  );
  const reconsider = database.prepare(
    `INSERT INTO attention (target, entry, reason, detail, since, due, attempts)
     SELECT r.target, r.entry, 'waiting', 'the account of ' || e.key || ' is gone or another one', @now, @now, 0
     FROM entry e CROSS JOIN reference r ON r.target = @target AND r.key = e.key WHERE e.id = @entry ${orWake}`,
  );
  return {
    setReferences(target, naming) {
      const entries = JSON.stringify(naming.map(({ entry }) => entry));
      const { stale, fresh } = differences(naming, known.all(entries, target) as Pair[]);
      if (stale.length > 0) remove.run(target, JSON.stringify(stale));
      if (fresh.length > 0) add.run(target, JSON.stringify(fresh));
    },
    reconsiderReferrers: (target, entry, now) => void reconsider.run({ target, entry, now }),
  };
}

type Pair = readonly [entry: EntryId, key: SourceKey];

/** Most name nobody, or whom they named before: for them nothing is written. */
function differences(
  naming: readonly Naming[],
  known: readonly Pair[],
): { readonly stale: readonly Pair[]; readonly fresh: readonly Pair[] } {
  const before = new Map<EntryId, Set<SourceKey>>();
  for (const [entry, key] of known) before.set(entry, (before.get(entry) ?? new Set()).add(key));
  const fresh: Pair[] = [];
  for (const { entry, keys } of naming) {
    const named = before.get(entry);
    for (const key of keys) if (named?.delete(key) !== true) fresh.push([entry, key]);
  }
  // What is still there was not named again.
  const stale = [...before].flatMap(([entry, keys]) => [...keys].map((key): Pair => [entry, key]));
  return { stale, fresh };
}
