import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { Logger } from "../../src/log.ts";
import { silentLogger } from "../../src/log.ts";
import type { Limits } from "../../src/scim/pace/limits.ts";
import { createRateLimiter } from "../../src/scim/pace/rate-limit.ts";
import type { ScimRequest, ScimResponse } from "../../src/scim/connection/transport.ts";
import type { Departure, RateLimiter } from "../../src/scim/pace/rate-limiter.ts";
import { type SimulatedTime, simulateTime } from "../support/simulated-time.ts";

const request: ScimRequest = { method: "GET", path: "/Users" };
const plain: Limits = { burst: 1, concurrency: 8, timeout: 1_000 };

function answer(status: number, headers: Readonly<Record<string, string>> = {}): ScimResponse {
  return { status, headers, text: "" };
}

const ok = answer(200);
const refused = answer(429, { "retry-after": "10" });

interface Bench {
  readonly time: SimulatedTime;
  readonly limiter: RateLimiter;
  /** Those that may go, in the order they went. */
  readonly gone: Departure[];
  readonly said: string[];
  readonly ask: (count: number) => void;
  /** Lets so many milliseconds pass. */
  readonly pass: (ms: number) => Promise<void>;
}

function setBench(limits: Partial<Limits> = {}): Bench {
  const time = simulateTime();
  const said: string[] = [];
  const log: Logger = { ...silentLogger, info: (_fields, message) => void said.push(message) };
  const limiter = createRateLimiter({ ...plain, ...limits }, systemClock, { random: () => 0, log });
  const gone: Departure[] = [];
  return {
    time,
    limiter,
    gone,
    said,
    ask(count) {
      for (let at = 0; at < count; at += 1)
        void limiter.acquire(request).then((departure) => gone.push(departure));
    },
    pass: (ms) => time.during(systemClock.sleep(ms)),
  };
}

describe("a pause", () => {
  test("holds all; after it one goes, and the others when that one was answered", async () => {
    const { gone, ask, pass, limiter } = setBench();
    ask(8);
    await pass(0);
    expect(gone).toHaveLength(8);
    gone[0]!.answered(refused);
    ask(3);
    // Those that were under way come back, refused or not, and change nothing.
    gone[1]!.answered(ok);
    gone[2]!.answered(refused);
    await pass(9_999);
    expect(gone).toHaveLength(8);
    await pass(2);
    expect(gone).toHaveLength(9);
    await pass(60_000);
    expect(gone).toHaveLength(9);
    gone[8]!.answered(ok);
    await pass(5_000);
    expect(gone).toHaveLength(11);
    expect(limiter.throttledMs).toBe(10_000);
  });

  test("that follows a pause costs one request again", async () => {
    const { gone, ask, pass, limiter } = setBench();
    ask(4);
    await pass(0);
    gone[0]!.answered(refused);
    ask(5);
    for (const pauses of [1, 2, 3]) {
      await pass(10_001);
      expect(gone).toHaveLength(4 + pauses);
      gone.at(-1)!.answered(refused);
    }
    expect(limiter.refusedFor).toBeGreaterThan(30_000);
    expect(limiter.throttledMs).toBe(40_000);
  });

  test("lets the others through when the first finds silence", async () => {
    const { gone, ask, pass } = setBench();
    ask(1);
    await pass(0);
    gone[0]!.answered(refused);
    ask(3);
    await pass(10_001);
    gone[1]!.answered();
    await pass(3_000);
    expect(gone).toHaveLength(4);
  });

  test("is as long as the longest that answers under way ask for, and counted once", async () => {
    const { gone, ask, pass, limiter } = setBench();
    ask(3);
    await pass(0);
    gone[0]!.answered(answer(429, { "retry-after": "1" }));
    await pass(600);
    gone[1]!.answered(answer(503, { "retry-after": "1" }));
    gone[2]!.answered(answer(429));
    ask(1);
    await pass(990);
    expect(gone).toHaveLength(3);
    await pass(20);
    expect(gone).toHaveLength(4);
    expect(limiter.throttledMs).toBe(1_600);
  });

  test("of nothing is believed once; without a word they double up to five minutes", async () => {
    const { gone, ask, pass, limiter } = setBench();
    const lengths: number[] = [];
    for (const asked of [{ "retry-after": "0" }, { "retry-after": "0" }, {}, {}, {}, {}, {}, {}, {}, {}]) {
      ask(1);
      await pass(0);
      gone.at(-1)!.answered(answer(429, asked));
      lengths.push(limiter.pausedFor / 1_000);
      await pass(limiter.pausedFor + 1_000);
    }
    expect(lengths).toEqual([0, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
  });
});

/** Requests a second that go in the next seconds, each answered soon. */
async function speed(
  { time, limiter }: Bench,
  seconds: number,
  judge: () => ScimResponse = () => ok,
): Promise<number> {
  const end = systemClock.now() + seconds * 1_000;
  let count = 0;
  async function work(): Promise<void> {
    for (;;) {
      const departure = await limiter.acquire(request);
      if (systemClock.now() > end) return departure.answered(ok);
      count += 1;
      await systemClock.sleep(20);
      departure.answered(judge());
    }
  }
  await time.during(Promise.all(Array.from({ length: 8 }, work)));
  return count / seconds;
}

describe("the pace", () => {
  test("falls to what was taken when a limit shows that nobody told, and climbs back", async () => {
    const bench = setBench();
    let [taken, since] = [0, systemClock.now()];
    // 5 requests in each second, as the server counts them.
    function judge(): ScimResponse {
      if (systemClock.now() - since >= 1_000) [taken, since] = [0, systemClock.now()];
      taken += 1;
      return taken > 5 ? answer(429, { "retry-after": "1" }) : ok;
    }
    await speed(bench, 60, judge);
    const before = bench.limiter.throttledMs;
    const reached = await speed(bench, 60, judge);
    expect(reached).toBeGreaterThan(5 * 0.6);
    expect(bench.limiter.throttledMs - before).toBeLessThan(20_000);
    expect(bench.said).toContain("pace lowered");
    expect(bench.said).not.toContain("pace restored");
  });

  test("of a known rate is halved at most, and climbs back to it", async () => {
    const bench = setBench({ requestsPerSecond: 40, burst: 2 });
    let refusals = 0;
    const slow = await speed(bench, 10, () => (refusals++ === 0 ? answer(429, { "retry-after": "1" }) : ok));
    expect(slow).toBeGreaterThan(25);
    expect(slow).toBeLessThan(36);
    expect(await speed(bench, 5)).toBeGreaterThan(38);
    expect(bench.said).toEqual(["pace lowered", "pace restored"]);
    await bench.time.during(bench.limiter.close());
  });

  test("has a floor of one a second, whatever is refused", async () => {
    const bench = setBench();
    let at = 0;
    const taken = await speed(bench, 60, () => (at++ % 2 === 0 ? answer(429, { "retry-after": "0" }) : ok));
    expect(taken).toBeGreaterThan(0.5);
  });
});

function told(left: number, reset: number): ScimResponse {
  return answer(200, { "x-ratelimit-remaining": String(left), "x-ratelimit-reset": String(reset) });
}

describe("what answers tell of requests that are left", () => {
  test("is kept to, those under way counted in; then we wait, one asks, and its answer tells how many follow", async () => {
    const { gone, ask, pass, limiter } = setBench({ concurrency: 20 });
    ask(8);
    await pass(0);
    gone[0]!.answered(told(9, 30));
    ask(12);
    // Seven are under way, of which the server may have counted none: two may follow.
    await pass(0);
    expect(gone).toHaveLength(10);
    for (const at of [1, 2, 3, 4, 5, 6, 7, 8]) gone[at]!.answered(told(9 - at, 30));
    await pass(0);
    expect(gone).toHaveLength(10);
    gone[9]!.answered(told(0, 30));
    await pass(29_990);
    expect(gone).toHaveLength(10);
    await pass(20);
    expect(gone).toHaveLength(11);
    gone[10]!.answered(told(100, 60));
    await pass(0);
    expect(gone).toHaveLength(20);
    expect(limiter.throttledMs).toBe(30_000);
  });

  test("is not believed when nothing is ever left although requests are taken", async () => {
    const { gone, ask, pass, said } = setBench();
    for (let at = 0; at < 3; at += 1) {
      ask(1);
      await pass(61_000);
      gone.at(-1)!.answered(told(0, 60));
    }
    ask(8);
    await pass(0);
    expect(gone).toHaveLength(11);
    expect(said).toEqual(["quota header is not believed"]);
  });

  test.each([
    { remaining: "many", reset: "60" },
    { remaining: "", reset: "60" },
    { remaining: "0", reset: "soon" },
    { remaining: "0", reset: "-5" },
    { remaining: "0", reset: "0" },
    { remaining: "0", reset: "1000000000" },
  ])("makes no sense, and is ignored: $remaining left, $reset", async ({ remaining, reset }) => {
    const { gone, ask, pass } = setBench();
    ask(1);
    await pass(0);
    gone[0]!.answered(answer(200, { "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset }));
    ask(1);
    await pass(0);
    expect(gone).toHaveLength(2);
  });

  test("for longer than a request may wait is left to the provider to insist on", async () => {
    const { gone, ask, pass } = setBench({ maxWait: 60_000 });
    ask(1);
    await pass(0);
    gone[0]!.answered(told(0, 61));
    ask(1);
    await pass(0);
    expect(gone).toHaveLength(2);
  });

  test("gives a 429 without Retry-After its length", async () => {
    const { gone, ask, pass, limiter } = setBench();
    ask(1);
    await pass(0);
    gone[0]!.answered(answer(429, { ratelimit: '"hour";r=0;t=40' }));
    expect(limiter.pausedFor).toBe(40_000);
  });
});
