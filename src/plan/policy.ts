/** What may be done to accounts; contract `users.actions`. */
export type UserAction = "create" | "update" | "deactivate" | "delete";

/** What becomes of an account whose owner left; contract `users.deprovision`. */
export type Deprovision = "deactivate" | "delete" | "leave";

export interface UserPolicy {
  readonly actions: readonly UserAction[];
  /** Attribute paths by which an account that is already there is recognised, in order. */
  readonly match: readonly string[];
  readonly deprovision: Deprovision;
  /** Milliseconds of grace, counted from when the user left scope. */
  readonly deactivateAfter: number;
  /** Milliseconds after deactivation; absent means never. */
  readonly deleteAfter?: number;
}

export interface GroupPolicy {
  readonly match: readonly string[];
  /** What to do with a target group of the same name that is not ours. */
  readonly existing: "refuse" | "merge" | "overwrite";
  /** What to do with a group that is no longer pushed. */
  readonly unpushed: "unlink" | "delete";
  readonly nested: "flatten" | "push";
}

/** Removals beyond the smaller of percent and count are held; up to `floor` always pass. */
export interface GuardLimit {
  readonly percent: number;
  readonly count: number;
  readonly floor: number;
}

export interface GuardLimits {
  readonly users: GuardLimit;
  readonly groups: GuardLimit;
  /** Counted for each group; groups smaller than `floor` members are exempt. */
  readonly members: GuardLimit;
  /** Users whose account may differ because the mapping changed. */
  readonly mapping: GuardLimit;
}
