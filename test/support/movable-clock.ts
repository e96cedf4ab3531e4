import { type Clock, systemClock } from "../../src/clock.ts";

/** The clock of the machine, which a test puts forward: a day until the next try costs it nothing. */
export interface MovableClock extends Clock {
  /** Lets this many milliseconds pass at once. */
  pass(ms: number): void;
}

export function movableClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    pass: (ms) => {
      ahead += ms;
    },
  };
}
