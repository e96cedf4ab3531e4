import type { Pruned } from "../store/prune-store.ts";
import type { Store } from "../store/store.ts";

export const day = 86_400_000;

/** Operations that the end of a run takes away at most, but for the last run of them. */
const batch = 20_000;

/** At the end of a run: once a day, and no more than a batch. */
export function pruneInPassing(store: Store, retention: number, now: number): Pruned {
  if (!store.pruning.isDue(now - retention - day)) return { runs: 0, operations: 0 };
  return store.pruning.prune({ before: now - retention, now, most: batch });
}

/** All that is older; batch by batch, so that others need not wait for long. */
export function pruneAll(store: Store, retention: number, now: number): Pruned {
  let [runs, operations] = [0, 0];
  for (;;) {
    const gone = store.pruning.prune({ before: now - retention, now, most: batch });
    if (gone.runs === 0) return { runs, operations };
    runs += gone.runs;
    operations += gone.operations;
  }
}
