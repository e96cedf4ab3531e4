import { isoTime, systemClock } from "../../clock.ts";
import { UsageError } from "../../errors.ts";
import { day, pruneAll } from "../../sync/prune.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count } from "../../numbers.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

/** `scimsync prune`: runs that are older than the retention go. */
export async function prune(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  flags: { readonly keep?: number },
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const retention = flags.keep === undefined ? loaded.config.retention : flags.keep * day;
  if (retention === undefined)
    throw new UsageError("say how long runs are kept: prune --keep 400, or retention: 400d in the config");
  const now = systemClock.now();
  const pruned = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), "prune");
    try {
      return pruneAll(store, retention, now);
    } finally {
      lock.release();
    }
  });
  const before = isoTime(now - retention);
  const removed = `${count(pruned.runs)} runs of before ${before} with ${count(pruned.operations)} operations`;
  await tellDone({ options, terminal }, { before, ...pruned }, `${removed} were removed\n`);
  return 0;
}
