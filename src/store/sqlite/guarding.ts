import type { Guarded } from "../../plan/guard.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { GuardTally, HeldOperation, JournalStore } from "../journal-store.ts";
import type { Database } from "./open.ts";

type Guarding = Pick<
  JournalStore,
  | "tallyGuarded"
  | "nextGuarded"
  | "countGuarded"
  | "countMembers"
  | "countMapping"
  | "recentMapping"
  | "countArrivals"
  | "recentMembers"
  | "recentArrivals"
  | "release"
  | "holdEntry"
>;

/** How updates are marked that count for the guard of mappings, and not for that of updates. */
const byMapping = 2;

/** What of a run a guard counts and nobody released. */
const openOf = `run = @run AND phase IN (@phase, @other) AND resource = @resource AND state = 'planned' AND released = 0
  AND counted IS NOT ${byMapping} AND kind IN (SELECT value FROM json_each(@kinds))
  AND (@changedAfter IS NULL OR (SELECT revision FROM entry WHERE id = operation.entry) > @changedAfter
    OR EXISTS (SELECT 1 FROM attention a
      WHERE a.target = operation.target AND a.entry = operation.entry AND a.code = 'updates_held'))`;

/**
 * What was done under a guard. Only what a guard let pass is counted, which its limit keeps small: an index over all that
 * was ever done would cost each operation of a push.
 */
const recentOf = (kinds: string) =>
  `FROM operation WHERE target = @target AND resource = @resource AND counted > 0 AND at >= @since
   AND kind IN (${kinds}) AND state = 'succeeded' AND released = 0`;

/** Operations as guards judge and hold them, in SQLite. */
export function createGuarding(database: Database): Guarding {
  const planned = database.prepare(`SELECT count(*) FROM operation WHERE ${openOf}`).pluck();
  const recent = database
    .prepare(`SELECT count(*) ${recentOf("SELECT value FROM json_each(@kinds)")} AND counted = 1`)
    .pluck();
  const page = database.prepare(
    `SELECT seq, entry, key, name, kind, target_id AS targetId FROM operation
     WHERE ${openOf} AND (key, seq) > (@key, @seq) ORDER BY key, seq LIMIT @limit`,
  );
  const count = database.prepare(`UPDATE operation SET counted = 1 WHERE ${openOf}`);
  const release = database.prepare("UPDATE operation SET released = 1 WHERE seq = ?");
  const holdEntry = database.prepare(
    "UPDATE operation SET state = 'held', at = NULL WHERE run = ? AND entry = ? AND state = 'planned'",
  );
  return {
    tallyGuarded(run, target, guarded, since): GuardTally {
      const asked = askedOf(run, guarded);
      const { resource, kinds } = asked;
      const open = planned.get(asked) as number;
      // Where nothing is asked for nothing is looked up.
      const done = open === 0 ? 0 : (recent.get({ target, resource, kinds, since }) as number);
      return { planned: open, recent: done };
    },
    nextGuarded(run, guarded, after, limit) {
      const { key = "", seq = 0 } = after ?? {};
      return page.all({ ...askedOf(run, guarded), key, seq, limit }) as HeldOperation[];
    },
    countGuarded: (run, guarded) => void count.run(askedOf(run, guarded)),
    release: (seq) => void release.run(seq),
    holdEntry: (run, entry) => void holdEntry.run(run, entry),
    ...createCounting(database),
  };
}

function askedOf(run: string, { resource, kinds, phases, changedAfter }: Guarded) {
  const [phase, other = phase] = phases;
  return { run, resource, kinds: JSON.stringify(kinds), phase, other, changedAfter: changedAfter ?? null };
}

type Counting = Pick<
  JournalStore,
  "countMapping" | "recentMapping" | "countMembers" | "countArrivals" | "recentMembers" | "recentArrivals"
>;

function createCounting(database: Database): Counting {
  const members = database.prepare("UPDATE operation SET counted = ? WHERE seq = ?");
  const mapping = database.prepare(`UPDATE operation SET counted = ${byMapping} WHERE seq = ?`);
  const recentMapping = database
    .prepare(`SELECT count(*) ${recentOf("'update'")} AND counted = ${byMapping}`)
    .pluck();
  const arrival = database.prepare(
    `UPDATE operation SET counted = 1 WHERE run = ? AND entry = ? AND kind IN ('create', 'reactivate') AND state = 'planned'`,
  );
  const recentMembers = database
    .prepare(`SELECT entry, sum(counted) ${recentOf("'removeMembers'")} GROUP BY entry`)
    .raw();
  const recentArrivals = database.prepare(`SELECT count(*) ${recentOf("'create', 'reactivate'")}`).pluck();
  return {
    countMapping: (seq) => void mapping.run(seq),
    recentMapping: (target, since) => recentMapping.get({ target, resource: "User", since }) as number,
    countMembers: (seq, leaving) => void members.run(leaving, seq),
    countArrivals: (run, entries) => entries.forEach((entry) => arrival.run(run, entry)),
    recentMembers: (target, since) =>
      new Map(recentMembers.all({ target, resource: "Group", since }) as [EntryId, number][]),
    recentArrivals: (target, since) => recentArrivals.get({ target, resource: "User", since }) as number,
  };
}
