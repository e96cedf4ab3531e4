import type { Clock } from "../../src/clock.ts";

/** Time that stands still but for sleeps, which take no real time and are written down. */
export interface HeldClock extends Clock {
  readonly sleeps: number[];
}

export const noon = Date.parse("2026-11-22T12:00:00Z");

export function heldClock(): HeldClock {
  let now = noon;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
  };
}
