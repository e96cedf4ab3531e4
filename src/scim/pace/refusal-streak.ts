import { longestPause } from "./retry-after.ts";

/** Refusals in a row, with no other answer between. */
export interface RefusalStreak {
  /** One more. Gives the milliseconds of the pause that follows. */
  refused(now: number, asked: number | undefined): number;
  end(): void;
  /** Milliseconds since the first; 0 when there is none. */
  lasts(now: number): number;
}

/** The pause after a first refusal that names none; it doubles with each further one. */
const firstPause = 1000;
const longestUnasked = 300_000;

/** Up to so many milliseconds more than asked, lest all who were sent away come back at once. */
const jitter = 100;

/** 0 ≤ random() < 1. */
export function createRefusalStreak(random: () => number): RefusalStreak {
  let length = 0;
  let since = 0;
  return {
    refused(now, asked) {
      length += 1;
      if (length === 1) since = now;
      // A pause of nothing is believed once.
      if (asked !== undefined && (asked > 0 || length === 1))
        return Math.min(asked + random() * jitter, longestPause);
      const full = Math.min(firstPause * 2 ** (length - 1), longestUnasked);
      return Math.min(full * (1 + random()), longestUnasked);
    },
    end() {
      length = 0;
    },
    lasts: (now) => (length === 0 ? 0 : now - since),
  };
}
