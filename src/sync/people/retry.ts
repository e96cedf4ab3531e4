import type { FailureFilter } from "../../store/target-store.ts";
import type { RunReport } from "../report.ts";
import { runTarget } from "../run-target.ts";
import { refuseUnknownKeys, type SyncOptions, withDirectory } from "../sync.ts";

/** What to run on; `filter` says which of the records that fail, all of them when empty. */
export interface RetryOptions extends Omit<SyncOptions, "mode" | "keys"> {
  readonly filter: FailureFilter;
}

/**
 * Tries those records now that fail, and no others: their schedule begins anew, and each target at which some fail is
 * run for them alone, under its guards. Throws as `sync` does, and `UsageError` for a key that the source never had.
 */
export async function retry({ filter, ...options }: RetryOptions): Promise<readonly RunReport[]> {
  return withDirectory({ ...options, mode: "sync", keys: [] }, "retry", async (context, targets) => {
    const { store, clock, stop } = context;
    refuseUnknownKeys(store, filter.keys ?? []);
    const reports: RunReport[] = [];
    for (const target of targets) {
      if (stop.aborted) break;
      const keys = store.atOnce(() => store.targets.makeFailingDue(target.config.id, filter, clock.now()));
      if (keys.length > 0)
        reports.push(await runTarget({ ...context, mode: "only", keys, makesMissing: true }, target));
    }
    return reports;
  });
}
