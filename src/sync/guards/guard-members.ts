import { heldBy } from "../../plan/guard.ts";
import { day, keepHeld, limitOf, releaseRemovals, tellHeld } from "./hold.ts";
import type { MemberRemoval, Planning } from "../planning/planning.ts";

/**
 * Holds removals of members that take too large a part of one group, or of all memberships at the target. Members whose
 * account goes are judged by the guard of users.
 */
export function guardMembers(planning: Planning, approved: ReadonlySet<number>): void {
  const planned = planning.memberRemovals.splice(0);
  const removals = planned.filter(({ seq, leaving }) => leaving > 0 && !approved.has(seq));
  if (removals.length === 0) return;
  const { store, target, now } = planning;
  const recent = store.journal.recentMembers(target.config.id, now - day);
  const passing = removals.filter((removal) =>
    passesAlone(planning, removal, recent.get(removal.entry) ?? 0),
  );
  guardAll(planning, passing, sum([...recent.values()]));
}

/** False when it is held; what was let through counts no more. */
function passesAlone(planning: Planning, removal: MemberRemoval, recent: number): boolean {
  const { store, target } = planning;
  const { leaving, name } = removal;
  const outOf = removal.members + recent;
  if (outOf < target.config.guard.members.floor) return true;
  if (heldBy(limitOf(planning, "members"), { planned: leaving, recent, outOf }, 0) === 0) return true;
  if (leaving <= planning.allowance) {
    planning.allowance -= leaving;
    store.journal.release(removal.seq);
    return false;
  }
  holdOne(planning, removal, "members");
  const what = `${leaving + recent} of ${outOf} members would be taken out of the group ${name}`;
  const numbers = { removals: leaving + recent, outOf, held: leaving, group: name };
  tellHeld(planning, { guard: "members", what, ...numbers, release: releaseRemovals(planning, leaving) });
  return false;
}

function guardAll(planning: Planning, passing: readonly MemberRemoval[], recent: number): void {
  const { store, target } = planning;
  const planned = sum(passing.map(({ leaving }) => leaving));
  const limit = limitOf(planning, "allMembers");
  // Ten million memberships are counted only when there is something to hold.
  const isFew = planned + recent <= limit.floor;
  const outOf = isFew ? 0 : store.targets.countMemberships(target.config.id) + recent;
  const isTripped = heldBy(limit, { planned, recent, outOf }, 0) > 0;
  let held = 0;
  for (const removal of passing) {
    const { seq, leaving } = removal;
    if (!isTripped) {
      store.journal.countMembers(seq, leaving);
    } else if (leaving <= planning.allowance) {
      planning.allowance -= leaving;
      store.journal.release(seq);
    } else {
      held += leaving;
      holdOne(planning, removal, "allMembers");
    }
  }
  if (held === 0) return;
  const removals = planned + recent;
  const what = `${removals} of ${outOf} members would be taken out of groups`;
  tellHeld(planning, {
    guard: "allMembers",
    what,
    removals,
    outOf,
    held,
    release: releaseRemovals(planning, held),
  });
}

function holdOne(planning: Planning, { seq, entry }: MemberRemoval, guard: string): void {
  const { store, run } = planning;
  store.journal.hold(seq);
  // A group that goes because nobody is left in it stays with those who are held in it.
  for (const { seq: other, operation } of store.journal.planned(run, entry))
    if (operation.kind === "delete") store.journal.hold(other);
  keepHeld(planning, entry, { reason: "held", detail: `removal of members held by guard.${guard}` });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
