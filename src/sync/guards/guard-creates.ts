import { heldBy } from "../../plan/guard.ts";
import { day, keepHeld, limitOf, releaseAny, tellHeld } from "./hold.ts";
import { isPartial, pageSize, type Planning } from "../planning/planning.ts";

/**
 * Whether the guard of creates holds anything at the target. Where there are few accounts or none it does not: a first
 * run makes everybody's. Nor for people who were named one by one.
 */
export function isGuardedAgainstCreates(planning: Planning): boolean {
  const { store, target, keys, isUnconfirmed } = planning;
  if (isUnconfirmed) return true;
  const { floor } = target.config.guard.creates;
  const areNamed = isPartial(planning) && keys.length > 0;
  return !areNamed && store.targets.hasAccounts(target.config.id, Math.max(floor, 1));
}

/**
 * Holds accounts to be made or switched on again when more people come in a day than the guard lets pass: a filter that
 * suddenly lets everybody in, say. Whoever was wanted before and has no account yet is not counted.
 */
export function guardCreates(planning: Planning): void {
  const { store, target, now } = planning;
  const { id } = target.config;
  const planned = store.targets.countNewcomers();
  if (planned === 0) return;
  const limit = limitOf(planning, "creates");
  const recent = store.journal.recentArrivals(id, now - day);
  const outOf = planned + recent <= limit.floor ? 0 : store.targets.countLinks(id, "user");
  if (heldBy(limit, { planned, recent, outOf }, 0) === 0) return countAll(planning);
  const held = holdAll(planning);
  const removals = planned + recent;
  const what = `${removals} accounts would be made or switched on again where there are ${outOf}`;
  tellHeld(planning, { guard: "creates", what, removals, outOf, held, release: releaseAny(planning) });
}

function countAll({ store, run }: Planning): void {
  let page = store.targets.newcomers(0, pageSize);
  while (page.length > 0) {
    store.journal.countArrivals(
      run,
      page.map(({ entry }) => entry),
    );
    page = store.targets.newcomers(page.at(-1)?.entry ?? 0, pageSize);
  }
}

/** Whoever is held has no account yet, and so is no member of anything. */
function holdAll(planning: Planning): number {
  const { store, draft } = planning;
  let held = 0;
  let page = store.targets.newcomers(0, pageSize);
  while (page.length > 0) {
    for (const { entry } of page) {
      draft.hold(entry);
      keepHeld(planning, entry, { reason: "held", detail: "held by guard.creates" });
      store.targets.noteMoving([{ entry, move: "frozen" }]);
    }
    held += page.length;
    page = store.targets.newcomers(page.at(-1)?.entry ?? 0, pageSize);
  }
  return held;
}
