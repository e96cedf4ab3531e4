import { TargetError } from "../errors.ts";

const inARow = 20;
const window = 50;
const share = 0.4;

/** Ends a target that fails again and again, before it fails for everybody. */
export interface Breaker {
  /** Throws `TargetError` when 20 operations failed in a row, or 40 % of the last 50. */
  record(failed: boolean, detail: string): void;
}

export function createBreaker(): Breaker {
  const last: boolean[] = [];
  let row = 0;
  return {
    record(failed, detail) {
      last.push(failed);
      if (last.length > window) last.shift();
      row = failed ? row + 1 : 0;
      const failures = last.filter(Boolean).length;
      if (!failed || (row < inARow && (last.length < window || failures <= window * share))) return;
      const count =
        row >= inARow ? `${row} operations in a row` : `${failures} of the last ${window} operations`;
      throw new TargetError("breaker", `stopped: ${count} failed; the last one: ${detail}`);
    },
  };
}
