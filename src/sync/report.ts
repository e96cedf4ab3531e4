import type { GuardFinding } from "../plan/guard.ts";
import type { RequestCount } from "../scim/request-count.ts";
import type { NotSticky } from "../store/journal-store.ts";

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
  readonly quarantined: number;
  readonly skipped: number;
  readonly groupsCreated: number;
  readonly groupsLinked: number;
  readonly groupsUpdated: number;
  readonly groupsDeleted: number;
  readonly membersAdded: number;
  readonly membersRemoved: number;
}

export interface ReportedFailure {
  readonly key: string;
  readonly name: string;
  readonly resource: "User" | "Group";
  readonly operation: string;
  readonly code: string;
  readonly httpStatus?: number;
  readonly scimType?: string;
  readonly detail: string;
  readonly remedy: string;
  /** ISO 8601; the failure is tried again in the first run after it. */
  readonly nextTryAt: string;
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
  readonly durationMs: number;
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
  /** At most 1,000; `counts.failed` tells how many there are. */
  readonly failures: readonly ReportedFailure[];
  /** What somebody should know, although it kept nothing from being done. */
  readonly notices: readonly string[];
  /** What the target did not keep as it was sent, for the second time or more; it is not sent again until it changes. */
  readonly notSticky: readonly NotSticky[];
  /** Why the target as a whole could not be worked with. */
  readonly error?: { readonly reason: string; readonly message: string };
  readonly interrupted?: true;
}

/** `scimsync sync --json`. */
export interface SyncReport {
  readonly version: 1;
  readonly runs: readonly RunReport[];
}
