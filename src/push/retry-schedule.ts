import { never } from "../plan/attention.ts";
import type { OperationKind } from "../plan/operation.ts";
import { type FailureCode, forPeople } from "./failure-code.ts";

const hour = 3_600_000;
const day = 24 * hour;
const givenUpAfter = 28 * day;
/** From try to try; the last one repeats. */
const steps: readonly number[] = [hour, 6 * hour, day];
/** A run that begins every night begins a little earlier or later: a step is over a twenty-fourth early. */
const early = 1 / 24;

/**
 * They tell of the target at that moment, not of the record. A name may be held by somebody who gives it up in the same run,
 * as in a swap: whoever waits by a schedule of their own would never meet them.
 */
const ofTheMoment: ReadonlySet<FailureCode> = new Set([
  "server_error",
  "no_answer",
  "unreadable",
  "changed_meanwhile",
  "conflict",
  "gone",
]);

/** While these fail somebody has access who shall have none. */
const endsAccess: ReadonlySet<OperationKind> = new Set(["deactivate", "delete", "removeMembers"]);

/** An operation that failed; times in milliseconds since the epoch. */
export interface Tried {
  readonly operation: OperationKind;
  readonly code: FailureCode;
  /** Runs in which the record failed, this one included. */
  readonly attempts: number;
  /** When the schedule began. */
  readonly from: number;
  /** When this run began. */
  readonly now: number;
}

/**
 * When a record that failed is tried again. What ends access: in every run. What tells of the moment: in every run of
 * the first day. Whatever failed once: in the next run. All else, and from then on: 1 h, 7 h and 31 h after the schedule
 * began, then daily, and after 28 days not any more.
 */
export function nextTry({ operation, code, attempts, from, now }: Tried): {
  readonly reason: "failed" | "quarantined" | "givenUp";
  readonly due: number;
} {
  if (forPeople.has(code)) return { reason: "givenUp", due: never };
  if (endsAccess.has(operation)) return { reason: "failed", due: now };
  const age = now - from;
  if (age >= givenUpAfter) return { reason: "givenUp", due: never };
  if (attempts <= 1 || (ofTheMoment.has(code) && age < day)) return { reason: "failed", due: now };
  return { reason: "quarantined", due: from + stepAfter(age) };
}

function stepAfter(age: number): number {
  let at = 0;
  for (let n = 0; ; n += 1) {
    const step = steps[n] ?? day;
    at += step;
    const due = at - step * early;
    if (due > age) return due;
  }
}
