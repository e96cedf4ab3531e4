import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createRateLimiter, type RateLimiter } from "../../src/scim/rate-limit.ts";

/** When each of many requests was let go, in milliseconds of real time from the first asking. */
async function departures(limiter: RateLimiter, requests: number): Promise<readonly number[]> {
  const start = performance.now();
  const asked = Array.from({ length: requests }, async () => {
    await limiter.acquire();
    return performance.now() - start;
  });
  return (await Promise.all(asked)).toSorted((one, other) => one - other);
}

/** The most requests that ever went beyond rate·t in any window that begins and ends with one. */
function worstBurst(times: readonly number[], rate: number): number {
  let worst = 0;
  for (let from = 0; from < times.length; from += 1) {
    for (let to = from; to < times.length; to += 1) {
      const allowed = ((times[to]! - times[from]!) * rate) / 1_000;
      worst = Math.max(worst, to - from + 1 - allowed);
    }
  }
  return worst;
}

/** A millisecond or two of a timer's delay shift a request, not the rate. */
const slack = 1;

describe("50 requests a second, burst 5", () => {
  const limits = { requestsPerSecond: 50, burst: 5, concurrency: 8, timeout: 1_000 };

  test("60 requests at once go at the rate, and never faster", { retry: 1 }, async () => {
    const limiter = createRateLimiter(limits, systemClock);
    const times = await departures(limiter, 60);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    const rate = 59_000 / (last - first);
    expect(rate).toBeGreaterThan(50 * 0.95);
    expect(rate).toBeLessThan(50 * 1.05);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(5 + slack);
    await limiter.close();
  });

  test("after a quiet time a burst goes at once, and no more", { retry: 1 }, async () => {
    const limiter = createRateLimiter(limits, systemClock);
    await limiter.acquire();
    await systemClock.sleep(250);
    const times = await departures(limiter, 12);
    expect(times.filter((time) => time < 10).length).toBeGreaterThanOrEqual(5);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(5 + slack);
    await limiter.close();
  });

  test("a pause holds all, and what waited does not all go at its end", { retry: 1 }, async () => {
    const limiter = createRateLimiter(limits, systemClock);
    await limiter.acquire();
    await systemClock.sleep(150);
    limiter.pause(400);
    const times = await departures(limiter, 25);
    expect(times[0]).toBeGreaterThanOrEqual(399);
    expect(limiter.throttledMs).toBeGreaterThanOrEqual(399);
    expect(limiter.throttledMs).toBeLessThanOrEqual(401);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(5 + slack);
    await limiter.close();
  });
});

test("pauses that overlap are counted once; a shorter one inside a longer one changes nothing", async () => {
  let now = 0;
  const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
  const limiter = createRateLimiter({ burst: 1, concurrency: 1, timeout: 1 }, clock);
  limiter.pause(1_000);
  limiter.pause(400);
  now = 600;
  limiter.pause(1_000);
  await limiter.acquire();
  expect(now).toBe(1_600);
  expect(limiter.throttledMs).toBe(1_600);
});

test("without a rate nothing waits", async () => {
  const limiter = createRateLimiter({ burst: 1, concurrency: 1, timeout: 1 }, systemClock);
  const times = await departures(limiter, 1_000);
  expect(times.at(-1)).toBeLessThan(100);
});

test(
  "a rate of 2,000 a second is not passed, and nearly reached, although leases are bought",
  { retry: 1 },
  async () => {
    const limits = { requestsPerSecond: 2_000, burst: 20, concurrency: 8, timeout: 1 };
    const limiter = createRateLimiter(limits, systemClock);
    const times = await departures(limiter, 1_000);
    const rate = (1_000 * 1_000) / times.at(-1)!;
    expect(rate).toBeGreaterThan(2_000 * 0.7);
    expect(rate).toBeLessThan(2_000 * 1.1);
    await limiter.close();
  },
);

test("an abort ends the wait of a pause", async () => {
  const limiter = createRateLimiter({ burst: 1, concurrency: 1, timeout: 1 }, systemClock);
  limiter.pause(60_000);
  const controller = new AbortController();
  const waiting = limiter.acquire(controller.signal);
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});
