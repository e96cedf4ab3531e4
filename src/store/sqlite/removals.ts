import { phases } from "../../plan/operation.ts";
import type { HeldOperation, JournalStore } from "../journal-store.ts";
import type { Database } from "./open.ts";

type Removals = Pick<JournalStore, "tallyRemovals" | "holdRemovals">;

const removalKinds = "kind IN ('deactivate', 'delete')";
/** Where removals stand in the order of a push: few operations besides them are looked at. */
const removalPhases = `phase IN (${phases.removeUsers}, ${phases.freeGroupNames}, ${phases.removeGroups})`;

/** Removals, as guards judge and hold them, in SQLite. */
export function createRemovals(database: Database): Removals {
  const planned = database
    .prepare(
      `SELECT count(*) FROM operation WHERE run = ? AND resource = ? AND state = 'planned'
       AND ${removalPhases} AND ${removalKinds}`,
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
     WHERE run = ? AND resource = ? AND state = 'planned' AND ${removalPhases} AND ${removalKinds} ORDER BY phase, key, seq`,
  );
  const hold = database.prepare("UPDATE operation SET state = 'held' WHERE seq = ?");
  const release = database.prepare("UPDATE operation SET released = 1 WHERE seq = ?");
  return {
    tallyRemovals: (run, target, resource, since) => ({
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
