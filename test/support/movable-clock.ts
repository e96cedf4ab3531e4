import { type Clock, systemClock } from "../../src/clock.ts";

/** The clock of the machine, which a test puts forward: a day until the next try costs it nothing, nor does any sleep. */
export interface MovableClock extends Clock {
  /** Lets this many milliseconds pass at once. */
  pass(ms: number): void;
}

export function movableClock(): MovableClock {
  let ahead = 0;
  function pass(ms: number): void {
    ahead += ms;
  }
  return {
    now: () => systemClock.now() + ahead,
    sleep(ms, signal) {
      signal?.throwIfAborted();
      pass(ms);
      return Promise.resolve();
    },
    pass,
  };
}
