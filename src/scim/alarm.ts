import type { Clock } from "../clock.ts";

/** Wakes at one moment at a time; setting it anew takes the place of what was set. */
export interface Alarm {
  /** Milliseconds since the epoch; infinity switches it off. */
  set(at: number): void;
}

/** Timers of the machine end at 24 days, and clocks may be put right meanwhile. */
const longestSleep = 3_600_000;

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let due = Number.POSITIVE_INFINITY;
  let sleeping: AbortController | undefined;
  async function sleepOut(ms: number, own: AbortController): Promise<void> {
    try {
      await clock.sleep(ms, own.signal);
    } catch {
      // It was set anew.
    }
    if (sleeping !== own) return;
    sleeping = undefined;
    due = Number.POSITIVE_INFINITY;
    ring();
  }
  return {
    set(at) {
      if (at === due) return;
      sleeping?.abort();
      sleeping = undefined;
      due = at;
      if (at === Number.POSITIVE_INFINITY) return;
      sleeping = new AbortController();
      // Timers count whole milliseconds, and one that rings too early would only be set again.
      void sleepOut(Math.min(Math.max(0, Math.ceil(at - clock.now())), longestSleep), sleeping);
    },
  };
}
