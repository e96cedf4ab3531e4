import { isOfAnyCause } from "../../plan/departure.ts";
import { type Guarded, guarded, guardedDeletions, heldBy } from "../../plan/guard.ts";
import type { Cursor } from "../../store/journal-store.ts";
import { day, keepHeld, limitOf, releaseRemovals, tellHeld } from "./hold.ts";
import { pageSize, type Planning } from "../planning/planning.ts";

type RemovalGuard = "users" | "deletions" | "groups";

const said = {
  users: "accounts would be deactivated or deleted",
  deletions: "accounts would be deleted",
  groups: "groups would be deleted",
} as const;

/** Holds removals of accounts, or of groups, when there are more of them than the guard lets pass. */
export function guardRemovals(planning: Planning, guard: RemovalGuard): void {
  const { store, target, run, now } = planning;
  const { id } = target.config;
  const which = guard === "deletions" ? guardedDeletions(target.config.users.policy) : guarded[guard];
  const { planned, recent } = store.journal.tallyGuarded(run, id, which, now - day);
  if (planned === 0) return;
  const outOf = store.targets.countLinks(id, guard === "groups" ? "group" : "user");
  if (heldBy(limitOf(planning, guard), { planned, recent, outOf }, 0) > 0) {
    const held = holdBeyondAllowance(planning, guard, which);
    const removals = planned + recent;
    const release = releaseRemovals(planning, held);
    const isLeft = guard === "users" && isLetGoOnly(planning);
    const what = `${removals} of ${outOf} ${isLeft ? "accounts would be let go of, and leave their groups" : said[guard]}`;
    if (held > 0) tellHeld(planning, { guard, what, removals, outOf, held, release });
  }
  store.journal.countGuarded(run, which);
}

/** Whether whoever leaves is let go of, whatever the cause. */
function isLetGoOnly({ target }: Planning): boolean {
  return !isOfAnyCause(target.config.users.policy, ({ deprovision }) => deprovision !== "leave");
}

/** Lets through what is allowed, in the order of keys, and holds the rest; gives how many. */
function holdBeyondAllowance(planning: Planning, guard: RemovalGuard, which: Guarded): number {
  const { store, run } = planning;
  let held = 0;
  let after: Pick<Cursor, "key" | "seq"> | undefined;
  for (;;) {
    const page = store.journal.nextGuarded(run, which, after, pageSize);
    for (const { seq, entry } of page) {
      if (planning.allowance > 0) {
        planning.allowance -= 1;
        store.journal.release(seq);
        continue;
      }
      held += 1;
      store.journal.holdEntry(run, entry);
      keepHeld(planning, entry, { reason: "held", detail: `held by guard.${guard}` });
      if (which.resource === "User") store.targets.noteMoving([{ entry, move: "frozen" }]);
    }
    after = page.at(-1);
    if (after === undefined) return held;
  }
}
