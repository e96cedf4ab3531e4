import type { OperationKind } from "./operation.ts";

/**
 * Why a record must be thought about again although its source did not change. An entry has at most one at a target.
 */
export type AttentionReason =
  /** The mapping failed; the account is left exactly as it is. */
  | "rejected"
  /** The config protects it, and something would be done to it. */
  | "protected"
  /** An operation failed; it is tried again in the next run. */
  | "failed"
  /** Operations failed again and again; the next try waits. */
  | "quarantined"
  /** Operations failed for so long that they are not tried any more, until the record changes or somebody says so. */
  | "givenUp"
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
  /** Runs in which it failed since its record or the mapping last changed. */
  readonly attempts: number;
  /** The last try that failed. */
  readonly lastTry?: FailedTry;
}

/** An operation that failed, as far as its attention has to know. */
export interface FailedTry {
  /** Id of the run. */
  readonly run: string;
  readonly operation: OperationKind;
  /** userName or displayName, for people to read. */
  readonly name: string;
  readonly httpStatus?: number;
  readonly scimType?: string;
  /** The request that failed, or showed what is wrong: its verb, its path below the base URL, its id at the target. */
  readonly method?: string;
  readonly path?: string;
  readonly requestId?: string;
  /** Milliseconds since the epoch, of the first failure since all was well. */
  readonly since: number;
  /** Milliseconds since the epoch; the retry schedule counts from here. */
  readonly from: number;
}

/** Milliseconds since the epoch that no clock reaches: the last instant that a date can name. */
export const never = 8_640_000_000_000_000;
