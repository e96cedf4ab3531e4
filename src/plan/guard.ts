import type { OperationKind, Phase } from "./operation.ts";
import { phases } from "./operation.ts";
import type { GuardLimit, GuardLimits, UserPolicy } from "./policy.ts";
import type { ResourceType } from "../scim/resource.ts";

/** What a guard found; part of plans and reports. */
export interface GuardFinding {
  readonly guard: keyof GuardLimits | "missing" | "rebuilt";
  /** The group, for the members guard. */
  readonly group?: string;
  /** What was asked for, that of the last 24 hours included: removals, accounts to be made, users who would differ. */
  readonly removals: number;
  /** How many there are of which that is a part. */
  readonly outOf: number;
  /** How many may go without a word. */
  readonly limit: number;
  readonly held: number;
  /** For people: what happened and how to let it through. */
  readonly message: string;
}

/** How much a guard has to judge. */
export interface GuardCount {
  /** What this run plans and nobody released. */
  readonly planned: number;
  /** What was done in the last 24 hours under the guard. */
  readonly recent: number;
  /** Linked resources, or members, before. */
  readonly outOf: number;
}

/** How many may go: the smaller of percent and count, but never fewer than the floor. */
export function guardLimit(limit: GuardLimit, outOf: number): number {
  return Math.max(limit.floor, Math.min(Math.floor((outOf * limit.percent) / 100), limit.count));
}

/** How many of what is planned are held: all of them once the limit is passed, but for the allowance. */
export function heldBy(limit: GuardLimit, count: GuardCount, allowance: number): number {
  const passes = count.planned + count.recent <= guardLimit(limit, count.outOf);
  return passes || count.planned === 0 ? 0 : Math.max(0, count.planned - allowance);
}

/** The operations that a guard counts. */
export interface Guarded {
  readonly resource: ResourceType;
  readonly kinds: readonly OperationKind[];
  readonly phases: readonly [Phase, Phase?];
  /** Only of records that changed after this revision of the directory, or were held since they did. */
  readonly changedAfter?: number;
}

/** Guards that count operations in the journal, and which. */
export const guarded = {
  users: { resource: "User", kinds: ["deactivate", "delete", "unlink"], phases: [phases.removeUsers] },
  deletions: { resource: "User", kinds: ["delete"], phases: [phases.removeUsers] },
  groups: { resource: "Group", kinds: ["delete"], phases: [phases.freeGroupNames, phases.removeGroups] },
  // What follows in later phases only completes accounts that are made or renamed.
  updates: { resource: "User", kinds: ["update"], phases: [phases.updateUsers] },
} as const satisfies Partial<Record<keyof GuardLimits, Guarded>>;

/** What counts as a deletion: at some services whoever is switched off is gone. */
export function guardedDeletions({ switchingOff }: UserPolicy): Guarded {
  if (switchingOff?.ends === undefined) return guarded.deletions;
  return { ...guarded.deletions, kinds: ["delete", "deactivate"] };
}
