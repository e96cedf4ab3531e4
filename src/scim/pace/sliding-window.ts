import type { RateRule } from "./rate-rule.ts";

/** A request that a window counts, until `freeAt`. */
export interface Slot {
  readonly departed: number;
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

/**
 * Of a short span that is little. What comes close upon another is a request whose way was shorter than that of the
 * other, so an answer that took longer than the quickest ones keeps its place by the difference, up to this share of the
 * span and so many milliseconds: a machine that is busy for a moment must not cost a refusal.
 */
const longestDelay = { share: 0.1, ms: 100 };

/** By so much of the difference slower answers make us forget how quick one was. */
const forgetting = 0.01;

/** Clocks that count whole milliseconds may be one apart. */
const tick = 1;

/**
 * Why not the reservoir of Bottleneck: it is filled anew at fixed times, so that twice as much passes around such a time,
 * and it runs on timers of its own, which a clock that is handed in does not reach.
 */
export function createSlidingWindow(rule: RateRule): SlidingWindow {
  const { requests, every } = rule;
  const patience = Math.min(every * longestDelay.share, longestDelay.ms);
  const bucket = rule.burst === undefined ? undefined : openBucket(rule, rule.burst);
  let slots: Slot[] = [];
  let first = 0;
  let quickest = Number.POSITIVE_INFINITY;

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
      const slot = { departed: now, freeAt: now + every + tick + Math.max(every * longestWay, patience) };
      slots.push(slot);
      return slot;
    },
    arrived(slot, now) {
      const way = now - slot.departed;
      quickest = way <= quickest ? way : quickest + (way - quickest) * forgetting;
      const kept = Math.max(Math.min(way, every * longestWay), Math.min(way - quickest, patience));
      slot.freeAt = slot.departed + every + tick + kept;
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
