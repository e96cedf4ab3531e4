import { isoTime } from "../../clock.ts";
import { never } from "../../plan/attention.ts";
import { type FailureCode, remedies } from "../../push/failure-code.ts";
import type { Store } from "../../store/store.ts";
import type { FailureCount, FailureFilter } from "../../store/target-store.ts";
import { codeIn, failureOfRecord, placesIn, stateOf } from "./failures.ts";
import type { FailureState, ReportedFailure } from "../report.ts";

/** How many records fail at a target with one code. */
export interface CodeCount {
  readonly code: FailureCode;
  readonly count: number;
  readonly byState: Readonly<Partial<Record<FailureState, number>>>;
  /** ISO 8601, of the one that has failed for longest. */
  readonly since: string;
  /** ISO 8601, of the next try; null when all were given up. */
  readonly nextTryAt: string | null;
  readonly remedy: string;
}

export interface TargetFailures {
  readonly target: string;
  readonly total: number;
  /** Most first. */
  readonly codes: readonly CodeCount[];
  /** A few of each code first; read as they are asked for, while the store is open. */
  list(limit: number): Iterable<ReportedFailure>;
}

/** What fails at a target, by the state file alone. */
export function failuresAt(store: Store, target: string, filter: FailureFilter): TargetFailures {
  const codes = byCode(store.targets.countFailing(target, filter));
  return {
    target,
    codes,
    total: codes.reduce((sum, { count }) => sum + count, 0),
    *list(limit) {
      const placeOf = placesIn(store.directory);
      for (const one of store.targets.failing(target, filter, limit))
        yield { ...failureOfRecord(one), ...placeOf(one.kind, one.entry) };
    },
  };
}

function byCode(rows: readonly FailureCount[]): readonly CodeCount[] {
  const codes = new Map<FailureCode, readonly FailureCount[]>();
  for (const row of rows) {
    const code = codeIn(row.code ?? undefined);
    codes.set(code, [...(codes.get(code) ?? []), row]);
  }
  return [...codes]
    .map(([code, counts]) => countOf(code, counts))
    .toSorted((one, other) => other.count - one.count);
}

function countOf(code: FailureCode, rows: readonly FailureCount[]): CodeCount {
  const byState: Partial<Record<FailureState, number>> = {};
  for (const { reason, count } of rows) {
    const state = stateOf(reason);
    byState[state] = (byState[state] ?? 0) + count;
  }
  const due = Math.min(...rows.map((row) => row.due));
  return {
    code,
    count: rows.reduce((sum, row) => sum + row.count, 0),
    byState,
    since: isoTime(Math.min(...rows.map((row) => row.since))),
    nextTryAt: due >= never ? null : isoTime(due),
    remedy: remedies[code],
  };
}
