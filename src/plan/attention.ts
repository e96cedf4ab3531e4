/**
 * Why a record must be thought about again although its source did not change. An entry has at most one at a target.
 */
export type AttentionReason =
  /** The mapping failed; the account is left exactly as it is. */
  | "rejected"
  /** The config protects it, and something would be done to it. */
  | "protected"
  /** An operation failed; it is tried again. */
  | "failed"
  /** A guard held back a removal, or an account to be made. */
  | "held"
  /** More updates than may go unseen, because the mapping changed or for whatever cause; the account is as it was wanted before. */
  | "unapplied"
  /** A reference or a member has no account yet. */
  | "waiting"
  /** In scope without an account, because policy does not allow making one. */
  | "pending"
  /** Out of scope; the account goes when the grace is over. */
  | "leaving"
  /** Deactivated; the account is deleted when its time is over. */
  | "expiring"
  /** A run ended between planning and doing it. */
  | "unfinished"
  /** A write was sent and its answer never recorded. */
  | "indeterminate";

export interface Attention {
  readonly reason: AttentionReason;
  /** For people. */
  readonly detail: string;
  /** A failure code, when the reason is a failure. */
  readonly code?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Milliseconds since the epoch; before it the record is not looked at. */
  readonly due: number;
  readonly attempts: number;
}
