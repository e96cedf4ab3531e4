import { TargetError } from "../errors.ts";
import type { FailureCode } from "./failure-code.ts";
import type { Failure } from "./outcome.ts";

const inARow = 20;
const window = 50;
const share = 0.4;

/** Codes of failures that tell of the target or the mapping rather than of one record. */
export const generalCodes: readonly FailureCode[] = [
  "rejected_by_target",
  "forbidden",
  "too_large",
  "unsupported",
  "server_error",
  "no_answer",
  "unreadable",
];
const general: ReadonlySet<FailureCode> = new Set(generalCodes);

/** Ends a target that fails again and again, before it fails for everybody. */
export interface Breaker {
  succeeded(): void;
  /** Throws `TargetError` when 20 operations failed in a row, or 40 % of the last 50. */
  failed(failure: Failure): void;
}

export function createBreaker(): Breaker {
  const last: boolean[] = [];
  let row = 0;
  function note(failed: boolean): void {
    last.push(failed);
    if (last.length > window) last.shift();
    row = failed ? row + 1 : 0;
  }
  return {
    succeeded: () => note(false),
    failed({ code, detail, httpStatus, request }) {
      if (!general.has(code)) return;
      note(true);
      const failures = last.filter(Boolean).length;
      if (row < inARow && (last.length < window || failures <= window * share)) return;
      const count =
        row >= inARow ? `${row} operations in a row` : `${failures} of the last ${window} operations`;
      const status = httpStatus === undefined ? "" : ` (HTTP ${httpStatus})`;
      const asked = request === undefined ? "" : ` to ${request.method} ${request.path}`;
      const latest = `the last one with ${code}${status}${asked}: ${detail}`;
      throw new TargetError("breaker", `stopped, because ${count} failed; ${latest}`);
    },
  };
}
