import { type Clock, systemClock } from "../../src/clock.ts";

/** A clock on which `speed` seconds pass in one, so that a pause that a server asks for costs a test little. */
export function fastClock(speed: number): Clock {
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
