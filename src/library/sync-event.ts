import type { OperationKind } from "../plan/operation.ts";
import type { FailureCode } from "../push/failure-code.ts";
import type { PushEvent } from "../push/outcome.ts";
import type { RunReport } from "../sync/report.ts";
import type { RunEvent } from "../sync/run-context.ts";

/**
 * What a run tells while it goes on, by `kind`; plain data, as JSON has it. Kinds and fields may be added: pass over those
 * that you do not know. Of each target they come in this order: `planned` (unless there is nothing to do), `operation` for
 * each that is done, `report`; before all of them `reading`, after all of them `finished`.
 */
export type SyncEvent =
  | ReadingEvent
  | PlannedEvent
  | OperationEvent
  | MissedEvent
  | ReportEvent
  | WarningEvent
  | FinishedEvent;

/** The source is read. `{ kind: "reading", records: 1500 }` */
export interface ReadingEvent {
  readonly kind: "reading";
  /** Users, groups and memberships so far. */
  readonly records: number;
}

/** A target is planned. `{ kind: "planned", target: "app", operations: 12, forecast: { requests: 15, ms: 1500 } }` */
export interface PlannedEvent {
  readonly kind: "planned";
  readonly target: string;
  /** What is to be sent; what guards hold is not among it. */
  readonly operations: number;
  /** Requests to come, and milliseconds until they are done; null while too little is known. Null without operations. */
  readonly forecast: { readonly requests: number; readonly ms: number | null } | null;
}

/**
 * An operation is over, and its outcome is written down.
 * `{ kind: "operation", target: "app", operation: "create", resource: "User", key: "1001", name: "ann@example.com", state: "succeeded" }`
 */
export interface OperationEvent {
  readonly kind: "operation";
  readonly target: string;
  readonly operation: OperationKind;
  readonly resource: "User" | "Group";
  /** The key of the record in its source. */
  readonly key: string;
  /** userName or displayName, for people. */
  readonly name: string;
  /** `indeterminate`: it may have been done; the next run finds out. */
  readonly state: "succeeded" | "skipped" | "failed" | "indeterminate";
  /** Why it was skipped or failed. */
  readonly detail?: string;
  /** Of a failure; docs/errors.md. */
  readonly code?: FailureCode;
  /** Of a failure that was answered. */
  readonly httpStatus?: number;
}

/**
 * The reader was so slow that operations were not told. `{ kind: "missed", operations: 250 }`: they are done all the same,
 * stand in the state file, and are counted in the report.
 */
export interface MissedEvent {
  readonly kind: "missed";
  readonly operations: number;
}

/** A target is done. `{ kind: "report", target: "app", report: { exitCode: 0, … } }` */
export interface ReportEvent {
  readonly kind: "report";
  readonly target: string;
  /** As `scimsync sync --json` gives it. */
  readonly report: RunReport;
}

/** Something that somebody should know, and kept nothing from being done: who of `notify` could not be told. */
export interface WarningEvent {
  readonly kind: "warning";
  readonly message: string;
}

/** The last one. `{ kind: "finished", exitCode: 0, reports: [ … ], notBegun: [] }` */
export interface FinishedEvent {
  readonly kind: "finished";
  /** What `scimsync sync` would have ended with, such as 0, 3 (failures), 4 (held by a guard), 6, or 130 (interrupted). */
  readonly exitCode: number;
  /** One for each target, in the order of the config. */
  readonly reports: readonly RunReport[];
  /** Ids of the targets that an interrupted run did not come to. */
  readonly notBegun: readonly string[];
}

/** An event of a run for others to read; undefined for those that only a terminal has a use for. */
export function toSyncEvent(event: RunEvent): PlannedEvent | OperationEvent | undefined {
  if (event.kind === "outcome") return operationEvent(event.target, event.event);
  if (event.kind !== "planned") return undefined;
  const { target, operations } = event;
  const outlook = event.outlook?.();
  const forecast = outlook === undefined ? null : { requests: outlook.requests, ms: outlook.ms ?? null };
  return { kind: "planned", target, operations, forecast };
}

function operationEvent(target: string, { journaled, outcome }: PushEvent): OperationEvent {
  const { kind: operation, resource, key, name } = journaled.operation;
  const about = { kind: "operation", target, operation, resource, key, name } as const;
  if (outcome.state === "succeeded") return { ...about, state: outcome.state };
  const { state, detail } = outcome;
  if (outcome.state === "skipped") return { ...about, state, detail };
  const { code, httpStatus } = outcome;
  return { ...about, state, detail, code, ...(httpStatus !== undefined && { httpStatus }) };
}
