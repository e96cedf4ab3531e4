import type { Clock } from "../clock.ts";

/** How long the parts of a run took, in milliseconds; together they are all that the run took. */
export interface RunTimings {
  /** Reading the source, which is done once for all targets. */
  readonly readMs: number;
  /** Working out what is to be done, with what was read at the target for it. */
  readonly planMs: number;
  /** From the first operation to the end; 0 where there was none. */
  readonly pushMs: number;
}

/** Notes when the parts of a run begin. */
export interface Stopwatch {
  pushBegins(): void;
  look(): RunTimings;
}

/** A clock that is put back while it is looked at makes a part 0, not less. */
export function startStopwatch(clock: Clock, startedAt: number, readMs: number): Stopwatch {
  let pushAt: number | undefined;
  return {
    pushBegins() {
      pushAt ??= clock.now();
    },
    look() {
      const now = clock.now();
      const pushedFrom = pushAt ?? now;
      return {
        readMs,
        planMs: Math.max(0, pushedFrom - startedAt),
        pushMs: Math.max(0, now - pushedFrom),
      };
    },
  };
}
