import type { Attention } from "../../plan/attention.ts";
import { guardLimit, type GuardFinding } from "../../plan/guard.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { GuardLimits } from "../../plan/policy.ts";
import type { Planning } from "../planning/planning.ts";

export const day = 24 * 3_600_000;

type Note = Pick<Attention, "reason" | "detail"> & { readonly code?: string };

/** A held record stays as it is, and is thought about in each run until it is let through or no longer so. */
export function keepHeld({ store, target, now }: Planning, entry: EntryId, note: Note): void {
  const before = store.targets.attention(target.config.id, entry);
  const since = before?.reason === note.reason ? before.since : now;
  store.targets.setAttention(target.config.id, entry, { ...note, since, due: now, attempts: 0 });
}

interface Tripped {
  readonly guard: keyof GuardLimits;
  /** For people: what would be done, such as `30 of 60 accounts would be deleted`. */
  readonly what: string;
  readonly removals: number;
  readonly outOf: number;
  readonly held: number;
  readonly group?: string;
  /** For people: how to let through what is held. */
  readonly release: string;
}

/** Notes what a guard holds, with what to do about it. */
export function tellHeld(planning: Planning, { what, release, ...tripped }: Tripped): void {
  const { target, findings } = planning;
  const { guard, removals, outOf, held, group } = tripped;
  const limit = guardLimit(limitOf(planning, guard), outOf);
  const why = planning.isUnconfirmed
    ? `${what}, but the links were rebuilt and nobody has confirmed them yet`
    : `${what}, more than the limit of ${limit} (guard.${guard})`;
  const way = planning.isUnconfirmed ? confirmRebuilt(planning) : release;
  const look = `Look at them with \`scimsync plan ${target.config.id}\`; if they are right, ${way}.`;
  const message = `${why}. ${held} held; what no guard holds goes on. ${look}`;
  const finding: GuardFinding = { guard, removals, outOf, limit, held, message };
  findings.push(group === undefined ? finding : { ...finding, group });
}

/**
 * The limit as it judges. Groups smaller than the floor of `members` are exempt, so that for others there is no floor. Of
 * links that were rebuilt nothing passes but what changes accounts that are there.
 */
export function limitOf({ target, isUnconfirmed }: Planning, guard: keyof GuardLimits): GuardLimits["users"] {
  const limit = target.config.guard[guard];
  if (isUnconfirmed && guard !== "updates") return { percent: 0, count: 0, floor: 0 };
  return guard === "members" ? { ...limit, floor: 0 } : limit;
}

/** How to let through what waits for links to be confirmed. */
export function confirmRebuilt({ target }: Planning): string {
  return `say so with \`scimsync state rebuild --confirm ${target.config.id}\``;
}

/** How to let held removals through. */
export function releaseRemovals(planning: Planning, held: number): string {
  const { id } = planning.target.config;
  return `let them through with \`scimsync sync ${id} --allow-removals ${held}\`, or ${releaseAny(planning)}`;
}

/** How to let anything through that is held. */
export function releaseAny({ target, run, isShownOnly }: Planning): string {
  const { id } = target.config;
  const approve = isShownOnly
    ? `approve them with \`scimsync approve RUN\`, where RUN is the sync that holds them`
    : `approve them with \`scimsync approve ${run}\``;
  return `${approve}, and the next \`scimsync sync ${id}\` does them`;
}
