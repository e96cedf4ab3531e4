import { type Guarded, guarded, heldBy } from "../../plan/guard.ts";
import type { Cursor } from "../../store/journal-store.ts";
import type { TargetState } from "../../store/target-store.ts";
import { day, keepHeld, limitOf, releaseAny, tellHeld } from "./hold.ts";
import { isPartial, pageSize, type Planning } from "../planning/planning.ts";

/**
 * Holds updates of users, whatever caused them, when they concern more of them than may change in a day: a column that
 * was emptied for everybody, say. What comes from the mapping alone has a guard of its own and is not counted.
 * Memberships go on: the accounts are right, only not yet as the source is now.
 */
export function guardUpdates(planning: Planning, before: TargetState | undefined): void {
  const { store, target, run, mode, now } = planning;
  if (isPartial(planning) || before === undefined) return;
  const { id } = target.config;
  const isMapping = mode === "reapply" || before.mapping !== target.fingerprint;
  const changedAfter = isMapping ? { changedAfter: before.revision } : {};
  const which: Guarded = { ...guarded.updates, ...changedAfter };
  const { planned, recent } = store.journal.tallyGuarded(run, id, which, now - day);
  if (planned === 0) return;
  const limit = limitOf(planning, "updates");
  // Counting all accounts takes longer than a small run, and is not needed for a few.
  const outOf = planned + recent <= limit.floor ? 0 : store.targets.countLinks(id, "user");
  if (heldBy(limit, { planned, recent, outOf }, 0) > 0) {
    const held = holdAll(planning, which);
    const removals = planned + recent;
    const what = `${removals} of ${outOf} accounts would be changed`;
    const release = releaseAny(planning);
    tellHeld(planning, { guard: "updates", what, removals, outOf, held, release });
  }
  store.journal.countGuarded(run, which);
}

function holdAll(planning: Planning, which: Guarded): number {
  const { store, run } = planning;
  const detail = "as it was before its record changed, held by guard.updates";
  let held = 0;
  let after: Pick<Cursor, "key" | "seq"> | undefined;
  for (;;) {
    const page = store.journal.nextGuarded(run, which, after, pageSize);
    for (const { entry } of page) {
      store.journal.holdEntry(run, entry);
      keepHeld(planning, entry, { reason: "unapplied", code: "updates_held", detail });
    }
    held += page.length;
    after = page.at(-1);
    if (after === undefined) return held;
  }
}
