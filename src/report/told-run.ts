import { isoTime } from "../clock.ts";
import type { AttributeChange } from "../plan/change.ts";
import type { Operation } from "../plan/operation.ts";
import type { JournaledOperation } from "../store/journal-store.ts";
import type { RunCounts } from "../sync/report.ts";
import type { MeasuredRun } from "./metrics.ts";

/** One run as a report tells it. */
export interface ToldRun extends MeasuredRun {
  /** What was done, held or failed, in the order of a push; read while it is told. */
  readonly changes: () => Iterable<ToldChange>;
  /** Runs at that target before this one and itself, oldest first. */
  readonly past: readonly PastRun[];
}

/** A change that a run made, or did not come to make. */
export interface ToldChange {
  /** ISO 8601; absent when it was not begun. */
  readonly at?: string;
  readonly kind: Operation["kind"];
  readonly resource: "User" | "Group";
  readonly key: string;
  readonly name: string;
  /** `succeeded`, `failed`, `held`, … */
  readonly state: string;
  /** Failure code, or what became of it: `linked`. */
  readonly code?: string;
  readonly httpStatus?: number;
  /** The verb of the last request that wrote, or of the one that failed. */
  readonly method?: string;
  /** Of a failure: the path of its request, below the base URL. */
  readonly requestPath?: string;
  readonly detail?: string;
  /** Why an account or a group goes. */
  readonly cause?: string;
  /** Old → new, where it is written down. */
  readonly values: readonly AttributeChange[];
  /** Source keys of members that came or went. */
  readonly members: readonly string[];
}

export interface PastRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Undefined when it did not end. */
  readonly exitCode?: number;
  readonly durationMs?: number;
  readonly changes: number;
  readonly failed: number;
}

/** A line of the journal as a report tells it; `keys` of the entries that are members. */
export function toldChange(
  { operation, state, outcome, at }: JournaledOperation,
  members: readonly string[],
): ToldChange {
  const { kind, resource, key, name } = operation;
  const code = outcome?.code ?? outcome?.result;
  return {
    ...(at !== undefined && { at: isoTime(at) }),
    kind,
    resource,
    key,
    name,
    state,
    ...(code !== undefined && { code }),
    ...(outcome?.httpStatus !== undefined && { httpStatus: outcome.httpStatus }),
    ...(outcome?.method !== undefined && { method: outcome.method }),
    ...(outcome?.path !== undefined && { requestPath: outcome.path }),
    ...(outcome?.detail !== undefined && { detail: outcome.detail }),
    ...("cause" in operation && { cause: operation.cause }),
    values: valuesOf(operation),
    members,
  };
}

function valuesOf(operation: Operation): readonly AttributeChange[] {
  if (operation.kind === "update") return operation.changes;
  if (operation.kind === "deactivate") return [{ path: "active", before: true, after: false }];
  if (operation.kind !== "create" && operation.kind !== "reactivate") return [];
  return Object.entries(operation.attributes)
    .filter(([name]) => name !== "schemas")
    .map(([path, after]) => ({ path, after }));
}

const changing = [
  "created",
  "linked",
  "updated",
  "deactivated",
  "reactivated",
  "deleted",
  "groupsCreated",
  "groupsLinked",
  "groupsUpdated",
  "groupsDeleted",
  "membersAdded",
  "membersRemoved",
] as const satisfies readonly (keyof RunCounts)[];

/** How many changes a run made. */
export function changesIn(counts: RunCounts): number {
  return changing.reduce((sum, name) => sum + counts[name], 0);
}

/** The counts of changes that are not 0, by their names in the report. */
export function changeCounts(counts: RunCounts): readonly (readonly [name: string, n: number])[] {
  return changing.map((name) => [name, counts[name]] as const).filter(([, n]) => n > 0);
}
