import type { DepartureCause } from "./departure.ts";

/** What may be done to accounts; contract `users.actions`. */
export type UserAction = "create" | "update" | "deactivate" | "delete";

/** What becomes of an account whose owner left; contract `users.deprovision`. */
export type Deprovision = "deactivate" | "delete" | "leave";

/** One for all causes of leaving, or one for each that is named. */
export type PerCause<T> = T | { readonly [cause in DepartureCause]?: T | undefined };

/** What becomes of what somebody deleted at the target; contract `users.missing`, `groups.missing`. */
export type MissingPolicy = "recreate" | "report";

/** How access ends at a service where that is more than `active: false`, or is done in another way. */
export interface SwitchingOff {
  /** By DELETE. */
  readonly by?: "delete";
  /** The account, or at least its id, is gone with it. */
  readonly ends?: "hardDelete" | "idInvalidated";
}

export interface UserPolicy {
  readonly actions: readonly UserAction[];
  /** Attribute paths by which an account that is already there is recognised, in order. */
  readonly match: readonly string[];
  readonly deprovision: PerCause<Deprovision>;
  /** Milliseconds of grace, counted from when the user left. */
  readonly deactivateAfter: PerCause<number>;
  /** Milliseconds after deactivation; absent means never. */
  readonly deleteAfter?: PerCause<number>;
  /** `report`: an account that is gone at the target is not made anew; it is when undefined. */
  readonly missing?: MissingPolicy;
  /** By `active: false`, which the account survives, when undefined. */
  readonly switchingOff?: SwitchingOff;
  /** How somebody comes back: by POST, or by the hand of an administrator there; by `active: true` when undefined. */
  readonly comingBack?: "create" | "byHand";
  /** What may be done to accounts that were there before us. */
  readonly adopted: { readonly deactivate: boolean; readonly delete: boolean };
}

export interface GroupPolicy {
  readonly match: readonly string[];
  /** What to do with a target group of the same name that is not ours. */
  readonly existing: "refuse" | "merge" | "overwrite";
  /** What to do with a group that is no longer pushed. */
  readonly unpushed: "unlink" | "delete";
  readonly nested: "flatten" | "push";
  /**
   * A group without members: `skip`: it is not made, and stays when it is there; `delete`: it goes besides, if we made it.
   * Pushed like any other when undefined.
   */
  readonly empty?: "push" | "skip" | "delete";
  /**
   * Members of ours whom others put into a group: found by a look at the target, they stay, or are taken out. When undefined
   * they are taken out of groups that we made.
   */
  readonly otherMembers?: "keep" | "remove";
  /** `report`: a group that is gone at the target is not made anew; it is when undefined. */
  readonly missing?: MissingPolicy;
}

/** What is beyond the smaller of percent and count, in a run and the 24 hours before it, is held; up to `floor` always pass. */
export interface GuardLimit {
  readonly percent: number;
  readonly count: number;
  readonly floor: number;
}

export interface GuardLimits {
  /** Accounts that are deactivated, deleted or let go of. */
  readonly users: GuardLimit;
  /** Accounts that are deleted, which are among those of `users`. */
  readonly deletions: GuardLimit;
  /** Groups that are deleted. */
  readonly groups: GuardLimit;
  /** Counted for each group; groups smaller than `floor` members are exempt. */
  readonly members: GuardLimit;
  /** Members of all groups together, whose accounts stay. */
  readonly allMembers: GuardLimit;
  /** Accounts that are made or switched on again; targets with fewer than `floor` accounts are exempt. */
  readonly creates: GuardLimit;
  /** Accounts that are changed, whatever the cause. */
  readonly updates: GuardLimit;
  /** Users who leave scope and whose grace begins: nothing is held yet, but it is told. */
  readonly scope: GuardLimit;
  /** Users whose account may differ because the mapping changed. */
  readonly mapping: GuardLimit;
}
