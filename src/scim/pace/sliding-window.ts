import type { RateRule } from "./rate-rule.ts";

/** A request that a window counts, until `freeAt`. */
export interface Slot {
  freeAt: number;
}

/** What one limit allows; times are milliseconds of one clock. */
export interface SlidingWindow {
  /** When one more request may go; not later than now when it may at once. */
  readyAt(now: number): number;
  depart(now: number): Slot;
  /** The answer came, so the provider counted the request by now. */
  arrived(slot: Slot, now: number): void;
  /** Whether it counts nothing any more. */
  isIdle(now: number): boolean;
  /** Milliseconds until the last of so many more requests may go. */
  timeFor(more: number, now: number): number;
}

/**
 * The provider counts a request when it arrives, somewhere between departure and answer. A place is free again one span
 * after the answer, so that no window of the provider's can hold one too many; a slow answer keeps it this share of the
 * span at most, lest slow answers cost more than that of what is allowed.
 */
const longestWay = 0.02;

/** Clocks that count whole milliseconds may be one apart. */
const tick = 1;

/**
 * Why not the reservoir of Bottleneck: it is filled anew at fixed times, so that twice as much passes around such a time,
 * and it runs on timers of its own, which a clock that is handed in does not reach.
 */
export function createSlidingWindow(rule: RateRule): SlidingWindow {
  const { requests, every } = rule;
  const bucket = rule.burst === undefined ? undefined : openBucket(rule, rule.burst);
  let slots: Slot[] = [];
  let first = 0;

  function forget(now: number): void {
    while (first < slots.length && (slots[first]?.freeAt ?? now) <= now) first += 1;
    if (first < 1000 && first < slots.length) return;
    slots = slots.slice(first);
    first = 0;
  }
  return {
    readyAt(now) {
      forget(now);
      const free = slots.length - first < requests ? now : (slots[first]?.freeAt ?? now);
      return Math.max(free, bucket?.readyAt(now) ?? now);
    },
    depart(now) {
      bucket?.take(now);
      const slot = { freeAt: now + every * (1 + longestWay) + tick };
      slots.push(slot);
      return slot;
    },
    arrived(slot, now) {
      slot.freeAt = Math.min(slot.freeAt, now + every + tick);
    },
    isIdle(now) {
      forget(now);
      return slots.length === 0;
    },
    timeFor(more, now) {
      forget(now);
      const late = more - (requests - (slots.length - first));
      if (late <= 0) return bucket?.timeFor(more, now) ?? 0;
      const spans = Math.floor((late - 1) / requests);
      const freed = slots[first + ((late - 1) % requests)]?.freeAt ?? now + every;
      return Math.max(freed - now + spans * every, bucket?.timeFor(more, now) ?? 0);
    },
  };
}

/** Of the burst that is allowed this share, and one request at least, is kept back: some requests overtake others. */
const reserve = 0.05;

/** A little less than what is allowed, so that the reserve comes back once it was needed. */
const refill = 0.99;

function openBucket(
  { requests, every }: RateRule,
  burst: number,
): {
  readyAt(now: number): number;
  take(now: number): void;
  timeFor(more: number, now: number): number;
} {
  const depth = Math.max(1, burst - Math.max(1, Math.ceil(burst * reserve)));
  const perMs = (requests / every) * refill;
  let level = depth;
  let since = Number.NEGATIVE_INFINITY;
  function fill(now: number): void {
    level = Math.min(depth, level + (now - since) * perMs);
    since = now;
  }
  return {
    readyAt(now) {
      fill(now);
      // Sums of fractions come out a hair short.
      return level >= 1 - 1e-9 ? now : now + (1 - level) / perMs;
    },
    take(now) {
      fill(now);
      level -= 1;
    },
    timeFor(more, now) {
      fill(now);
      return Math.max(0, (more - level) / perMs);
    },
  };
}
