import type { Pruned, PruneLimits, PruneStore } from "../prune-store.ts";
import type { AboutPruned, Chain } from "./chain.ts";
import { writeRanges } from "./number-ranges.ts";
import type { Database } from "./open.ts";

/** Old runs, as they are taken out, in SQLite. */
export function createPruning(database: Database, chain: Chain): PruneStore {
  const old = database.prepare(`${oldRuns} LIMIT 1000`);
  const oldest = database.prepare(`${oldRuns} LIMIT 1`);
  const dropOperations = database.prepare("DELETE FROM operation WHERE run = ?");
  const dropRun = database.prepare("DELETE FROM run WHERE id = ?");
  const cut = createCut(database);

  function pruneBatch({ before, now, most }: PruneLimits): Pruned {
    const positions: number[] = [];
    let [runs, operations] = [0, 0];
    for (const { id, ring } of old.all({ before }) as OldRun[]) {
      if (operations >= most) break;
      operations += dropOperations.run(id).changes;
      dropRun.run(id);
      runs += 1;
      if (ring > 0) positions.push(ring);
    }
    if (runs === 0) return { runs, operations };
    const about: AboutPruned = {
      runs: writeRanges(positions.toSorted((one, other) => one - other)),
      operations,
      ...cut(before),
    };
    chain.append("prune", now, about);
    return { runs, operations };
  }
  const inOneGo = database.transaction(pruneBatch);
  return {
    isDue: (before) => oldest.get({ before }) !== undefined,
    prune(limits) {
      // What is deleted leaves its bytes in the file, else.
      database.pragma("secure_delete = ON");
      try {
        return inOneGo.immediate(limits);
      } finally {
        database.pragma("secure_delete = OFF");
      }
    },
  };
}

interface OldRun {
  readonly id: string;
  readonly ring: number;
}

const oldRuns = `
  SELECT r.id, r.ring FROM run r WHERE r.started_at < @before AND r.ring IS NOT NULL
    AND EXISTS (SELECT 1 FROM run l WHERE l.started_at > r.started_at AND l.target = r.target
      AND (r.exit_code IS NOT 0 OR l.exit_code = 0))
    AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.target = r.target AND o.state = 'indeterminate' AND o.run = r.id
      AND o.kind IN ('create', 'addMembers'))
    AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.target = r.target AND o.state IN ('planned', 'sent') AND o.run = r.id)
  ORDER BY r.started_at, r.id`;

/** Takes away the beginning of the chain as far as nothing of what it is about is left; gives where it begins now. */
function createCut(database: Database): (before: number) => Pick<AboutPruned, "start"> {
  const end = database
    .prepare(
      `SELECT min(coalesce((SELECT min(ring) FROM run WHERE ring > 0), 1e15),
         coalesce((SELECT position FROM chain WHERE at >= ? ORDER BY position LIMIT 1), 1e15))`,
    )
    .pluck();
  const last = database.prepare(
    `SELECT position, hash FROM chain WHERE position < ? AND position < (SELECT max(position) FROM chain)
     ORDER BY position DESC LIMIT 1`,
  );
  const drop = database.prepare("DELETE FROM chain WHERE position <= ?");
  // The last ring stays in any case: the next one goes on from it. A prune of before that moved the beginning said so in a ring that may be among those that go.
  return (before) => {
    const start = last.get(end.get(before)) as AboutPruned["start"];
    if (start === undefined) return {};
    drop.run(start.position);
    return { start };
  };
}
