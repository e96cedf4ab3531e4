import type { GuardFinding } from "../plan/guard.ts";
import type { RequestCount } from "../scim/request-count.ts";
import type { NotSticky } from "../store/journal-store.ts";
import type { Drift } from "./observe/observation.ts";
import type { Verification } from "./observe/verify-sample.ts";
import type { RunTimings } from "./run-timings.ts";

/** Numbers of a run; contract 3. */
export interface RunCounts {
  readonly inScope: number;
  readonly created: number;
  readonly linked: number;
  readonly updated: number;
  readonly deactivated: number;
  readonly reactivated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly pending: number;
  /** With an account, but with an attribute that names one who has none yet. */
  readonly waiting: number;
  readonly held: number;
  readonly failed: number;
  /** Records that the mapping rejects, and those that fail again and again and wait for their next try, or for none. */
  readonly quarantined: number;
  readonly skipped: number;
  readonly groupsCreated: number;
  readonly groupsLinked: number;
  readonly groupsUpdated: number;
  readonly groupsDeleted: number;
  readonly membersAdded: number;
  readonly membersRemoved: number;
}

/** Where a record that fails stands. */
export type FailureState =
  /** Tried in the next run. */
  | "failed"
  /** Tried when `nextTryAt` is over. */
  | "quarantined"
  /** Not tried any more until its record or the mapping changes, or somebody types `scimsync retry`. */
  | "givenUp"
  /** The mapping failed; thought about in each run. */
  | "rejected"
  /** The config protects it, and something would be done to it; thought about in each run. */
  | "protected"
  /** It is not known whether it was done; that is found out in the next run. */
  | "indeterminate";

/** A record that fails, and what to do about it. */
export interface ReportedFailure {
  readonly key: string;
  readonly name: string;
  readonly resource: "User" | "Group";
  readonly operation: string;
  /** The file of the source that has its record; absent when none has. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly code: string;
  readonly httpStatus?: number;
  readonly scimType?: string;
  /** The request that failed, or showed what is wrong; absent when none was sent. */
  readonly method?: string;
  /** Below the base URL, without a query. */
  readonly path?: string;
  /** By what the target finds it in its own logs, where it told. */
  readonly requestId?: string;
  readonly detail: string;
  readonly remedy: string;
  readonly state: FailureState;
  /** Runs in which it failed since its record or the mapping last changed. */
  readonly attempts: number;
  /** ISO 8601, since when it fails. */
  readonly since: string;
  /** ISO 8601; the failure is tried again in the first run after it. Null when it was given up. */
  readonly nextTryAt: string | null;
}

/** An operation that a guard held. */
export interface ReportedHeld {
  readonly key: string;
  readonly name: string;
  readonly resource: "User" | "Group";
  readonly operation: string;
  readonly targetId: string | null;
}

/** What one run did at one target: the same value feeds text, JSON, and exit code. */
export interface RunReport {
  readonly runId: string;
  readonly target: string;
  readonly mode: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Of planning and pushing; without the reading of the source, which is done once for all targets. */
  readonly durationMs: number;
  /** Where the time went; absent from reports of versions before. */
  readonly timings?: RunTimings;
  readonly exitCode: number;
  readonly planId: string;
  readonly source: {
    readonly users: number;
    readonly groups: number;
    readonly memberships: number;
    /** Memberships whose group or member the source does not have. */
    readonly dangling: number;
    readonly fingerprint: string;
  };
  readonly counts: RunCounts;
  readonly requests: {
    readonly total: number;
    readonly byMethod: RequestCount["byMethod"];
    readonly retried: number;
    readonly throttledMs: number;
  };
  readonly guard: readonly GuardFinding[];
  /** What guards held, in the order of a push; at most 1,000, `counts.held` tells how many there are. */
  readonly held: readonly ReportedHeld[];
  /**
   * What failed, what the mapping rejects or the config protects, and what is quarantined; at most 1,000. `counts.failed`
   * and `counts.quarantined` tell how many there are.
   */
  readonly failures: readonly ReportedFailure[];
  /** What somebody should know, although it kept nothing from being done. */
  readonly notices: readonly string[];
  /** What the target was seen to hold; with mode `reconcile`. */
  readonly drift?: Drift;
  /** What a look at some accounts and groups showed after the run. */
  readonly verified?: Verification;
  /** What the target did not keep as it was sent, for the second time or more; it is not sent again until it changes. */
  readonly notSticky: readonly NotSticky[];
  /** Why the target as a whole could not be worked with, and what to do; reports of older versions have no `remedy`. */
  readonly error?: { readonly reason: string; readonly message: string; readonly remedy?: string };
  readonly interrupted?: true;
  /** With `interrupted`: why. */
  readonly interruption?: string;
  /** With `interrupted`: operations that were planned and not done; the next run goes on with them. */
  readonly left?: number;
}

/** `scimsync sync --json`. */
export interface SyncReport {
  readonly version: 1;
  readonly runs: readonly RunReport[];
}
