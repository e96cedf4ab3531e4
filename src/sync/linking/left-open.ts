import { UsageError } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { SourceKey } from "../../source/record.ts";
import type { Store } from "../../store/store.ts";

/** What a run that was cut short left open is in doubt from here on, as it is for the next run. */
export function returnLeftOpen({ journal }: Store, target: string, now: number): void {
  if (journal.hasOpen(target)) journal.returnOpen(target, now);
}

/** What was sent last may still change what is known of a record. Throws `UsageError`. */
export function refuseInDoubt(
  { targets }: Store,
  { target, entry, key }: { readonly target: string; readonly entry: EntryId; readonly key: SourceKey },
): void {
  const isInDoubt =
    targets.inDoubt(target).some((one) => one.entry === entry) || targets.wasSent(target, entry);
  if (!isInDoubt) return;
  throw new UsageError(
    `what was last sent to ${target} for ${key} had no answer yet; let \`scimsync sync ${target} --only ${key}\` find out first`,
  );
}
