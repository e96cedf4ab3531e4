import type { Logger } from "../../log.ts";

/** A pace of our own, below what is allowed, for a provider that refuses requests although they keep to its limits. */
export interface AdaptivePace {
  /** When the next request may go; not later than now when it may at once. */
  readyAt(now: number): number;
  depart(now: number): void;
  /** A request was taken. */
  taken(): void;
  /** Milliseconds that so many more requests take at this pace, which quickens with each that is taken. */
  timeFor(more: number): number;
  /** A request was refused, and a pause of `pauseMs` begins. */
  refused(now: number, pauseMs: number): void;
}

/** No slower than this many requests a second, however much is refused: beyond it, pauses do the rest. */
const slowest = 1;

/** By so much each request that is taken quickens the pace: it doubles within seventy. */
const quickening = 1.01;

/** From this pace on there is none: the provider is not what holds us up. */
const unfelt = 1000;

/**
 * `set`: requests a second that the configuration allows, to which the pace climbs back. Refused, the pace falls by a half,
 * or to what the provider took since the last refusal, pauses counted in, whichever is more; without a pace that is known,
 * to what it took.
 */
export function createAdaptivePace(set: number | undefined, log: Logger): AdaptivePace {
  const top = Math.min(set ?? unfelt, unfelt);
  const floor = Math.min(slowest, top / 2);
  let perSecond: number | undefined;
  let next = Number.NEGATIVE_INFINITY;
  let taken = 0;
  let since: number | undefined;

  return {
    readyAt: (now) => (perSecond === undefined ? now : next),
    depart(now) {
      since ??= now;
      if (perSecond === undefined) return;
      const interval = 1000 / perSecond;
      // A request that went a little late does not put off those behind it.
      next = Math.max(next, now - interval) + interval;
    },
    taken() {
      taken += 1;
      if (perSecond === undefined) return;
      perSecond *= quickening;
      if (perSecond < top) return;
      perSecond = undefined;
      log.info({}, "pace restored");
    },
    timeFor(more) {
      if (perSecond === undefined) return 0;
      const slow = Math.min(more, Math.ceil(Math.log(top / perSecond) / Math.log(quickening)));
      // The sum of 1 / quickening^n over the first of them.
      return ((1000 / perSecond) * (1 - quickening ** -slow)) / (1 - 1 / quickening);
    },
    refused(now, pauseMs) {
      const before = perSecond ?? set;
      // Nothing was ever taken, which tells of no pace.
      if (before === undefined && taken === 0) return;
      const observed = (taken * 1000) / Math.max(1, now - (since ?? now) + pauseMs);
      const wanted = before === undefined ? observed : Math.min(before * 0.9, Math.max(observed, before / 2));
      const after = Math.min(Math.max(wanted, floor), top);
      if (after !== perSecond) log.info({ requestsPerSecond: rounded(after) }, "pace lowered");
      perSecond = after;
      next = now + pauseMs;
      taken = 0;
      since = undefined;
    },
  };
}

function rounded(perSecond: number): number {
  return Math.round(perSecond * 100) / 100;
}
