import type { GuardLimit } from "./policy.ts";

/** What a guard found; part of plans and reports. */
export interface GuardFinding {
  readonly guard: "users" | "groups" | "members" | "mapping" | "missing";
  /** The group, for the members guard. */
  readonly group?: string;
  /** Removals asked for, those of the last 24 hours included; for the mapping guard, users who would differ. */
  readonly removals: number;
  /** How many there are to remove from. */
  readonly outOf: number;
  /** How many may go without a word. */
  readonly limit: number;
  readonly held: number;
  /** For people: what happened and how to let it through. */
  readonly message: string;
}

export interface RemovalCount {
  /** Removals this run plans. */
  readonly planned: number;
  /** Removals done in the last 24 hours under the guard. */
  readonly recent: number;
  /** Linked resources, or members, before. */
  readonly outOf: number;
}

/** How many removals may go: the smaller of percent and count, but never fewer than the floor. */
export function guardLimit(limit: GuardLimit, outOf: number): number {
  return Math.max(limit.floor, Math.min(Math.floor((outOf * limit.percent) / 100), limit.count));
}

/** How many of the planned removals are held: all of them once the limit is passed, but for the allowance. */
export function heldBy(limit: GuardLimit, count: RemovalCount, allowance: number): number {
  const passes = count.planned + count.recent <= guardLimit(limit, count.outOf);
  return passes || count.planned === 0 ? 0 : Math.max(0, count.planned - allowance);
}
