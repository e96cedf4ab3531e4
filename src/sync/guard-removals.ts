import type { Attention } from "../plan/attention.ts";
import { guardLimit, heldBy, type GuardFinding } from "../plan/guard.ts";
import type { EntryId, Operation } from "../plan/operation.ts";
import type { ResourceType } from "../scim/resource.ts";
import type { MemberDiff } from "../store/target-store.ts";
import type { Planning } from "./planning.ts";

const day = 24 * 3_600_000;

/** Holds removals of accounts, or of groups, when there are more of them than the guard lets pass. */
export function guardRemovals(planning: Planning, resource: ResourceType): void {
  const { store, target, run, now } = planning;
  const guard = resource === "User" ? "users" : "groups";
  const limit = target.config.guard[guard];
  const outOf = store.targets.countLinks(target.config.id, resource === "User" ? "user" : "group");
  const { planned, recent } = store.journal.tallyRemovals(run, target.config.id, resource, now - day);
  if (heldBy(limit, { planned, recent, outOf }, 0) === 0) return;
  const held = store.journal.holdRemovals(run, resource, planning.allowance);
  planning.allowance -= planned - held.length;
  if (held.length === 0) return;
  for (const { entry } of held) keepHeld(planning, entry, `held by guard.${guard}`);
  if (resource === "User") store.targets.noteMoving(held.map(({ entry }) => ({ entry, move: "frozen" })));
  planning.findings.push(
    finding(planning, guard, {
      removals: planned + recent,
      outOf,
      limit: guardLimit(limit, outOf),
      held: held.length,
    }),
  );
}

/** Holds the removal of members from one group when it takes too large a part of it. */
export function guardMembers(planning: Planning, seq: number, operation: Operation, diff: MemberDiff): void {
  const limit = planning.target.config.guard.members;
  if (diff.asserted < limit.floor) return;
  // Members whose account goes are judged by the users guard.
  const count = { planned: diff.removeStaying, recent: 0, outOf: diff.asserted };
  if (heldBy({ ...limit, floor: 0 }, count, 0) === 0) return;
  if (diff.removeStaying <= planning.allowance) {
    planning.allowance -= diff.removeStaying;
    return;
  }
  planning.store.journal.hold(seq);
  keepHeld(planning, operation.entry, "removal of members held by guard.members");
  const numbers = {
    removals: diff.removeStaying,
    outOf: diff.asserted,
    limit: guardLimit({ ...limit, floor: 0 }, diff.asserted),
    held: diff.removeStaying,
  };
  planning.findings.push(finding(planning, "members", { ...numbers, group: operation.name }));
}

/** A held record stays as it is, and is thought about in each run until it is let through or no longer so. */
function keepHeld({ store, target, now }: Planning, entry: EntryId, detail: string): void {
  const before = store.targets.attention(target.config.id, entry);
  const since = before?.reason === "held" ? before.since : now;
  const attention: Attention = { reason: "held", detail, since, due: now, attempts: 0 };
  store.targets.setAttention(target.config.id, entry, attention);
}

function finding(
  { target }: Planning,
  guard: Exclude<GuardFinding["guard"], "mapping" | "missing">,
  numbers: Omit<GuardFinding, "guard" | "message">,
): GuardFinding {
  const { removals, outOf, limit, held, group } = numbers;
  const what = {
    users: `${removals} of ${outOf} accounts would be deactivated or deleted`,
    groups: `${removals} of ${outOf} groups would be deleted`,
    members: `${removals} of ${outOf} members would be taken out of the group ${group ?? ""}`,
  }[guard];
  const release = `scimsync sync ${target.config.id} --allow-removals ${held}`;
  const message = `${what}, more than the limit of ${limit} (guard.${guard}). ${held} held, nothing else is. Look at them with \`scimsync plan ${target.config.id}\`; if they are right, let them through with \`${release}\`.`;
  return { guard, ...numbers, message };
}
