import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createQuotas } from "../../src/scim/pace/quotas.ts";
import { isLimited, type RateRule } from "../../src/scim/pace/rate-rule.ts";
import { createSlidingWindow, type Slot } from "../../src/scim/pace/sliding-window.ts";
import type { Method } from "../../src/scim/connection/transport.ts";

const minute = 60_000;

interface Journey {
  readonly departed: number;
  readonly arrived: number;
  readonly answered: number;
}

/** Sends so many requests as early as the window lets them go; the ways are taken in turn. */
function travel(
  rule: RateRule,
  count: number,
  ways: readonly (readonly [number, number])[],
): readonly Journey[] {
  const window = createSlidingWindow(rule);
  const underWay: { slot: Slot; at: number }[] = [];
  const journeys: Journey[] = [];
  let now = 0;
  while (journeys.length < count) {
    for (const { slot } of underWay.filter(({ at }) => at <= now)) window.arrived(slot, now);
    underWay.splice(0, underWay.length, ...underWay.filter(({ at }) => at > now));
    const ready = window.readyAt(now);
    if (ready > now) {
      now = Math.min(ready, ...underWay.map(({ at }) => at));
      continue;
    }
    const [there = 0, back = 0] = ways[journeys.length % ways.length] ?? [];
    const journey = { departed: now, arrived: now + there, answered: now + there + back };
    underWay.push({ slot: window.depart(now), at: journey.answered });
    journeys.push(journey);
  }
  return journeys;
}

/** The most that arrived in any span of that length. */
function mostIn(span: number, times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let [most, first] = [0, 0];
  for (const [at, time] of sorted.entries()) {
    while (time - sorted[first]! >= span) first += 1;
    most = Math.max(most, at - first + 1);
  }
  return most;
}

/** Requests may be on their way, there and back, for up to 2 % of the span of a limit. */
const ways = fc.array(fc.tuple(fc.nat({ max: 600 }), fc.nat({ max: 600 })), { minLength: 1, maxLength: 40 });

describe("a sliding window", () => {
  test("of a second: a machine that is busy for a moment costs no refusal, steady ways cost nothing more", () => {
    const rule = { requests: 50, every: 1_000 };
    const steady = travel(rule, 500, [[10, 10]]);
    expect((steady.at(-1)!.departed - steady[0]!.departed) / 1_000).toBeLessThan(9 * 1.025);
    // Each seventeenth waits for 60 ms more before it is counted.
    const busy = Array.from({ length: 17 }, (_, at) => [at === 16 ? 70 : 10, 1] as const);
    const arrived = travel(rule, 2_000, busy).map((one) => one.arrived);
    expect(mostIn(1_000, arrived)).toBe(50);
    const slow = Array.from({ length: 100 }, (_, at) => [at === 99 ? 150 : 100, 1] as const);
    const delayed = travel(rule, 2_000, slow).map((one) => one.arrived);
    expect(mostIn(1_000, delayed)).toBe(50);
  });

  test("never lets more arrive in any span than is allowed, and uses 97 % of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), ways, (requests, ways) => {
        const count = requests * 5;
        const journeys = travel({ requests, every: minute }, count, ways);
        expect(
          mostIn(
            minute,
            journeys.map(({ arrived }) => arrived),
          ),
        ).toBeLessThanOrEqual(requests);
        // The fifth part cannot go before four spans are over.
        expect((4 * minute) / journeys.at(-1)!.departed).toBeGreaterThan(0.97);
      }),
    );
  });

  test("uses 97 % even of what a provider allows that answers after half of the span", () => {
    const journeys = travel({ requests: 20, every: minute }, 200, [[0, 30_000]]);
    expect((9 * minute) / journeys.at(-1)!.departed).toBeGreaterThan(0.97);
  });

  test("of a burst less goes at once than is allowed, and the rest evenly", () => {
    const journeys = travel({ requests: 180, every: minute, burst: 20 }, 900, [[0, 0]]);
    const times = journeys.map(({ departed }) => departed);
    expect(times.filter((time) => time === 0)).toHaveLength(19);
    expect(mostIn(minute, times)).toBeLessThanOrEqual(180);
    expect(mostIn(1_000, times)).toBeLessThanOrEqual(19 + 3);
    // What 180 a minute and 20 at once allow: four whole minutes, and 160 more at three a second.
    expect((4 * minute + 160_000 / 3) / times.at(-1)!).toBeGreaterThan(0.97);
  });

  test("of one request is kept as well", () => {
    const times = travel({ requests: 1, every: 6_000 }, 10, [[0, 50]]).map(({ departed }) => departed);
    expect(mostIn(6_000, times)).toBe(1);
  });
});

function both(methods: readonly string[], paths: readonly string[]): readonly string[] {
  return methods.flatMap((method) => paths.map((path) => `${method} ${path}`));
}

describe("a limit is one of", () => {
  const all: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
  const paths = ["/Users", "/Users?filter=x", "/Users/7", "/Groups", "/Groups/7", "/Bulk", "/Usersish"];
  const limited = (rule: Partial<RateRule>) =>
    all.flatMap((method) =>
      paths
        .filter((path) => isLimited({ requests: 1, every: 1, ...rule }, { method, path }))
        .map((path) => `${method} ${path}`),
    );

  test.each<[Partial<RateRule>, readonly string[]]>([
    [{}, both(all, paths)],
    [{ methods: ["POST"] }, both(["POST"], paths)],
    [{ of: "users" }, both(all, ["/Users", "/Users?filter=x", "/Users/7"])],
    [{ of: "groups", methods: ["PATCH"] }, both(["PATCH"], ["/Groups", "/Groups/7"])],
    [{ of: "/Groups" }, both(all, ["/Groups"])],
    [{ of: "/Groups/*" }, both(all, ["/Groups/7"])],
    [{ of: "/Bulk", methods: ["GET", "POST"] }, both(["GET", "POST"], ["/Bulk"])],
  ])("%j", (rule, expected) => {
    expect(limited(rule)).toEqual(expected);
  });
});

describe("all limits of a request hold", () => {
  const rules: readonly RateRule[] = [
    { requests: 3, every: minute, methods: ["POST", "PATCH"] },
    { requests: 2, every: minute, methods: ["POST"], of: "users" },
  ];

  test("each counts what is its own", () => {
    const { allowanceOf } = createQuotas(rules);
    function go(method: Method, path: string, now = 0): boolean {
      const allowance = allowanceOf({ method, path }, now);
      if (allowance.readyAt(now) > now) return false;
      allowance.depart(now)(now);
      return true;
    }
    expect([go("POST", "/Users"), go("POST", "/Users"), go("POST", "/Users")]).toEqual([true, true, false]);
    expect([go("PATCH", "/Groups/1"), go("PATCH", "/Groups/1")]).toEqual([true, false]);
    expect(Array.from({ length: 50 }, () => go("GET", "/Users")).every(Boolean)).toBe(true);
    expect(go("POST", "/Users", minute + 1)).toBe(true);
  });

  test("each resource may have a quota of its own, and those that are idle are forgotten", () => {
    const rule = {
      requests: 1,
      every: minute,
      methods: ["PATCH"],
      of: "/Groups/*",
      perResource: true,
    } as const;
    const { allowanceOf } = createQuotas([rule]);
    const ready = (path: string, now: number) =>
      allowanceOf({ method: "PATCH", path }, now).readyAt(now) <= now;
    allowanceOf({ method: "PATCH", path: "/Groups/1?x=y" }, 0).depart(0)(0);
    expect([ready("/Groups/1", 1), ready("/Groups/2", 1)]).toEqual([false, true]);
    for (let at = 0; at < 5_000; at += 1) ready(`/Groups/${at}`, 2);
    expect(ready("/Groups/1", 3)).toBe(false);
    expect(ready("/Groups/1", minute + 1)).toBe(true);
  });
});
