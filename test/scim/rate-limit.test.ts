import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { Limits } from "../../src/scim/pace/limits.ts";
import { createRateLimiter } from "../../src/scim/pace/rate-limit.ts";
import type { ScimRequest, ScimResponse } from "../../src/scim/connection/transport.ts";
import type { Departure, RateLimiter } from "../../src/scim/pace/rate-limiter.ts";
import { simulateTime } from "../support/simulated-time.ts";

const request: ScimRequest = { method: "GET", path: "/Users" };
const ok: ScimResponse = { status: 200, headers: {}, text: "{}" };
const plain: Limits = { burst: 1, concurrency: 100_000, timeout: 1_000 };

function refusal(seconds: number): ScimResponse {
  return { status: 429, headers: { "retry-after": String(seconds) }, text: "" };
}

/** When each of many requests was let go, in milliseconds from the first asking; each is answered at once. */
async function departures(limiter: RateLimiter, requests: number): Promise<readonly number[]> {
  const start = systemClock.now();
  const asked = Array.from({ length: requests }, async () => {
    const departure = await limiter.acquire(request);
    departure.answered(ok);
    return systemClock.now() - start;
  });
  return (await Promise.all(asked)).toSorted((one, other) => one - other);
}

/** Lets one request be refused, so that a pause begins. */
async function pause(limiter: RateLimiter, seconds: number): Promise<void> {
  const departure = await limiter.acquire(request);
  departure.answered(refusal(seconds));
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

describe("50 requests a second, burst 5", () => {
  const limits = { ...plain, requestsPerSecond: 50, burst: 5 };

  test("60 requests at once go at the rate, and never faster", async () => {
    const { during } = simulateTime();
    const limiter = createRateLimiter(limits, systemClock);
    const times = await during(departures(limiter, 60));
    const rate = 59_000 / (times.at(-1)! - times[0]!);
    expect(rate).toBeGreaterThan(50 * 0.97);
    expect(rate).toBeLessThan(50);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(2);
    await during(limiter.close());
  });

  test("what a busy machine is late with is made up for, within the burst", async () => {
    const { during } = simulateTime();
    const limiter = createRateLimiter(limits, systemClock);
    const times: number[] = [];
    async function leave(): Promise<void> {
      const departure = await limiter.acquire(request);
      departure.answered(ok);
      times.push(systemClock.now());
      // The clock goes on, and no timer rings.
      if (times.length % 10 === 0) vi.setSystemTime(systemClock.now() + 55);
    }
    await during(Promise.all(Array.from({ length: 200 }, leave)));
    expect(199_000 / (times.at(-1)! - times[0]!)).toBeGreaterThan(50 * 0.97);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(4);
    await during(limiter.close());
  });

  test("after a quiet time a burst goes at once that is one short of what is allowed, and no more", async () => {
    const { during } = simulateTime();
    const limiter = createRateLimiter(limits, systemClock);
    await during(departures(limiter, 1));
    await during(systemClock.sleep(1_000));
    const times = await during(departures(limiter, 12));
    expect(times.filter((time) => time < 10).length).toBe(4);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(4);
    await during(limiter.close());
  });

  test("a request that must wait for a limit of its own lets no permits pile up", async () => {
    const { during } = simulateTime();
    const rates = [{ requests: 1, every: 60_000, methods: ["POST" as const] }];
    const limiter = createRateLimiter({ ...limits, rates }, systemClock);
    const post: ScimRequest = { method: "POST", path: "/Users" };
    (await during(limiter.acquire(post))).answered(ok);
    const waiting = limiter.acquire(post);
    await during(systemClock.sleep(30_000));
    expect(worstBurst(await during(departures(limiter, 30)), 50)).toBeLessThanOrEqual(4);
    (await during(waiting)).answered(ok);
    await during(limiter.close());
  });

  test("a pause holds all, and what waited does not all go at its end", async () => {
    const { during } = simulateTime();
    const limiter = createRateLimiter(limits, systemClock, { random: () => 0 });
    await during(departures(limiter, 40));
    await during(systemClock.sleep(500));
    await during(pause(limiter, 2));
    const times = await during(departures(limiter, 25));
    expect(times[0]).toBeGreaterThanOrEqual(2_000);
    expect(limiter.throttledMs).toBe(2_000);
    expect(worstBurst(times, 50)).toBeLessThanOrEqual(2);
    await during(limiter.close());
  });
});

test("a rate without a burst: in no second more arrive than are allowed, though some are late", async () => {
  const { during } = simulateTime();
  const limiter = createRateLimiter({ ...plain, requestsPerSecond: 50, burst: 1 }, systemClock);
  const arrivals: number[] = [];
  async function travel(_: unknown, at: number): Promise<void> {
    const departure = await limiter.acquire(request);
    await systemClock.sleep(at % 45 === 44 ? 70 : 3);
    arrivals.push(systemClock.now());
    await systemClock.sleep(3);
    departure.answered(ok);
  }
  await during(Promise.all(Array.from({ length: 500 }, travel)));
  const inAnySecond = arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1_000).length);
  expect(Math.max(...inAnySecond)).toBe(50);
  expect(499_000 / (arrivals.at(-1)! - arrivals[0]!)).toBeGreaterThan(50 * 0.97);
  await during(limiter.close());
});

test("without a rate nothing waits", async () => {
  const limiter = createRateLimiter(plain, systemClock);
  const times = await departures(limiter, 1_000);
  expect(times.at(-1)).toBeLessThan(1_000);
});

test("a rate of 2,000 a second is not passed, and nearly reached, although leases are bought", async () => {
  const { during } = simulateTime();
  const limits = { ...plain, requestsPerSecond: 2_000, burst: 20 };
  const limiter = createRateLimiter(limits, systemClock);
  const times = await during(departures(limiter, 1_000));
  const rate = (1_000 * 1_000) / times.at(-1)!;
  expect(rate).toBeGreaterThan(2_000 * 0.9);
  expect(rate).toBeLessThan(2_000 * 1.03);
  await during(limiter.close());
});

test("an abort ends the wait of a pause, and those behind go on", async () => {
  const { during } = simulateTime();
  const limiter = createRateLimiter(plain, systemClock, { random: () => 0 });
  await pause(limiter, 60);
  const controller = new AbortController();
  const [first, second] = [limiter.acquire(request, controller.signal), limiter.acquire(request)];
  controller.abort(new Error("enough"));
  await expect(first).rejects.toThrow("enough");
  (await during(second)).answered(ok);
  await expect(limiter.acquire(request, controller.signal)).rejects.toThrow("enough");
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("no more are in flight than the target takes at once", async () => {
  const limiter = createRateLimiter({ ...plain, concurrency: 3 }, systemClock);
  const gone: Departure[] = [];
  for (let at = 0; at < 10; at += 1) void limiter.acquire(request).then((departure) => gone.push(departure));
  await turn();
  expect(gone).toHaveLength(3);
  gone[0]!.answered(ok);
  gone[2]!.answered();
  await turn();
  expect(gone).toHaveLength(5);
});
