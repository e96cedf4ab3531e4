import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type Arriving, FaultInjector } from "../../src/sandbox/faults/fault-injector.ts";
import { type Fault, formatFault, parseFault } from "../../src/sandbox/faults/faults.ts";
import { loadConnector } from "../../src/connector/load.ts";
import { seededRandom } from "../../src/sandbox/random.ts";
import { start, userUrn } from "./client.ts";

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

const perSecond = { kind: "limit", requestsPerSecond: 5, burst: 2 } as const;

function window(methods: string, path?: string): Fault & { kind: "window" } {
  const scope = {
    ...(methods !== "" && { methods: methods.split(",") }),
    ...(path !== undefined && { path }),
  };
  return { kind: "window", requests: 1000, every: 3_600_000, ...scope };
}

const get: Arriving = { method: "GET", path: "/Users" };

describe("the words for faults", () => {
  test.each<[string, Fault]>([
    ["429:0.3", { kind: "status", status: 429, probability: 0.3, retryAfter: 1, form: "seconds" }],
    ["429:1:7", { kind: "status", status: 429, probability: 1, retryAfter: 7, form: "seconds" }],
    ["429-date:0.1", { kind: "status", status: 429, probability: 0.1, retryAfter: 1, form: "date" }],
    ["500:0.05", { kind: "status", status: 500, probability: 0.05, form: "seconds" }],
    ["503:0.05:2", { kind: "status", status: 503, probability: 0.05, retryAfter: 2, form: "seconds" }],
    ["reset:0.05", { kind: "reset", probability: 0.05 }],
    ["lost:1", { kind: "lost", probability: 1 }],
    ["slow:0.02:2000", { kind: "slow", probability: 0.02, delay: 2000 }],
    ["slow:0.02", { kind: "slow", probability: 0.02, delay: 1000 }],
    ["limit:20:5", { kind: "limit", requestsPerSecond: 20, burst: 5 }],
    ["limit:0.5", { kind: "limit", requestsPerSecond: 0.5, burst: 1 }],
    ["429-unix:0.1:9", { kind: "status", status: 429, probability: 0.1, retryAfter: 9, form: "unix" }],
    ["503-ms:0.1", { kind: "status", status: 503, probability: 0.1, retryAfter: 1, form: "ms" }],
    ["429-bare:0.1", { kind: "status", status: 429, probability: 0.1, form: "bare" }],
    ["limit:600/1m", { kind: "window", requests: 600, every: 60_000 }],
    ["limit:20/s:5", { kind: "window", requests: 20, every: 1_000, burst: 5 }],
    ["limit:1000/1h:POST/Users", window("POST", "/Users")],
    ["limit:1000/1h:post,put/Users/*", window("POST,PUT", "/Users/*")],
    ["limit:1000/1h:GET", window("GET")],
    ["limit:1000/1h:/Groups", window("", "/Groups")],
    ["limit:5:2:PATCH/Groups", { ...perSecond, methods: ["PATCH"], path: "/Groups" }],
    ["limit-unix-told:9/30s", { kind: "window", requests: 9, every: 30_000, form: "unix", told: true }],
    ["limit-told:20:5", { ...perSecond, burst: 5, requestsPerSecond: 20, told: true }],
    ["quota:0:60", { kind: "quota", remaining: 0, reset: 60 }],
  ])("%s is read, and written so that it is read again", (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
    expect(parseFault(formatFault(fault))).toEqual(fault);
  });

  test.each([
    "",
    "429",
    "429:",
    "429:2",
    "429:-1",
    "429:1e3",
    "404:0.1",
    "600:0.1",
    "reset:0.1:5",
    "slow:0.1:999999999",
    "limit:0",
    "limit:5:0",
    "limit:5:1.5",
    "429:0.1:0.5",
    "oops:0.1",
    "429:0.1:1:1",
    "429:NaN",
    "429-told:0.1",
    "429-bare:0.1:5",
    "429-soon:0.1",
    "limit:5/1d",
    "limit:0/1m",
    "limit:5/0s",
    "limit-soon:5",
    "limit:5/1m:FETCH",
    "limit:5/1m:Users",
    "limit:5/1m:1:1:/Users",
    "slow-date:0.1",
  ])("%j is refused with examples", (text) => {
    expect(() => parseFault(text)).toThrow(UsageError);
    expect(() => parseFault(text)).toThrow("429:0.3");
  });
});

function hits(seed: number): boolean[] {
  const injector = new FaultInjector(seededRandom(seed), () => 0);
  injector.set([parseFault("500:0.3")]);
  return Array.from({ length: 2_000 }, () => injector.next(get).injury !== undefined);
}

test("faults hit as often as they say, and the same for the same seed", () => {
  expect(hits(7)).toEqual(hits(7));
  expect(hits(7)).not.toEqual(hits(8));
  expect(hits(7).filter(Boolean).length / 2_000).toBeCloseTo(0.3, 1);
});

test("a limit lets a burst through and then its rate", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), (gaps) => {
      let now = 0;
      let passed = 0;
      const injector = new FaultInjector(seededRandom(1), () => now);
      injector.set([parseFault("limit:20:5")]);
      for (const gap of gaps) {
        now += gap;
        const { injury } = injector.next(get);
        if (injury === undefined) passed += 1;
        else expect(injury).toMatchObject({ status: 429, headers: { "Retry-After": "1" } });
      }
      expect(passed).toBeLessThanOrEqual(5 + (now / 1000) * 20);
      expect(passed).toBeGreaterThanOrEqual(Math.min(gaps.length, 5));
    }),
  );
});

test("a window lets so many through in any span of that length, of what it is for", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (gaps) => {
      let now = 0;
      const passed: number[] = [];
      const injector = new FaultInjector(seededRandom(1), () => now);
      injector.set([parseFault("limit:10/1m:4:POST/Users")]);
      for (const gap of gaps) {
        now += gap;
        expect(injector.next(get).injury).toBeUndefined();
        expect(injector.next({ method: "POST", path: "/Groups" }).injury).toBeUndefined();
        const { injury } = injector.next({ method: "POST", path: "/Users?x=y" });
        if (injury === undefined) passed.push(now);
        const wait = Number(injury?.headers["Retry-After"] ?? 0) * 1000;
        for (const [at, time] of passed.entries())
          expect(passed.slice(at).filter((other) => other - time < 60_000).length).toBeLessThanOrEqual(10);
        expect(passed.filter((time) => now - time < 1_000).length).toBeLessThanOrEqual(5);
        expect(injury === undefined || (wait > 0 && wait <= 60_000)).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

const babs = { schemas: [userUrn], userName: "babs" };

test("errors come before the write, with Retry-After in both forms", async () => {
  const { call, sandbox } = await start({ faults: [parseFault("429:1:3")] });
  const seconds = await call("POST", "/Users", babs);
  expect([seconds.status, seconds.headers.get("retry-after")]).toEqual([429, "3"]);
  expect(seconds.body).toMatchObject({ status: "429" });
  sandbox.setFaults([parseFault("429-date:1:60")]);
  const before = Date.now();
  const date = await call("POST", "/Users", babs);
  const wait = Date.parse(date.headers.get("retry-after") ?? "") - before;
  expect(wait).toBeGreaterThanOrEqual(60_000);
  expect(wait).toBeLessThan(62_000);
  sandbox.setFaults([parseFault("503:1")]);
  const plain = await call("POST", "/Users", babs);
  expect([plain.status, plain.headers.get("retry-after")]).toEqual([503, null]);
  expect(sandbox.users()).toEqual([]);
});

test("waits are told in the form and under the name that the connector says, and quotas too", async () => {
  const dialect = await loadConnector("generic", connectors);
  const pacing = {
    retryAfter: { header: "X-Retry-After", form: "unix" },
    quota: { remaining: "X-Left", reset: "X-More", resetForm: "seconds" },
    retryStatuses: [],
  } as const;
  const { call, sandbox } = await start({ dialect: { ...dialect, pacing } });
  sandbox.setFaults([parseFault("limit-told:2/1m")]);
  const answers = [await call("GET", "/Users"), await call("GET", "/Users"), await call("GET", "/Users")];
  expect(answers.map(({ status, headers }) => [status, headers.get("x-left")])).toEqual([
    [200, "1"],
    [200, "0"],
    [429, "0"],
  ]);
  expect(Number(answers[2]!.headers.get("x-more"))).toBeGreaterThan(50);
  const until = Number(answers[2]!.headers.get("x-retry-after")) * 1000 - Date.now();
  expect(until).toBeGreaterThan(50_000);
  expect(until).toBeLessThan(62_000);
  sandbox.setFaults([parseFault("429-bare:1")]);
  expect((await call("GET", "/Users")).headers.get("x-retry-after")).toBeNull();
  sandbox.setFaults([parseFault("quota:0:60")]);
  const lie = await call("GET", "/Users");
  expect([lie.status, lie.headers.get("x-left"), lie.headers.get("x-more")]).toEqual([200, "0", "60"]);
});

test("a sandbox lives by the clock it is given", async () => {
  let now = Date.parse("2031-05-06T07:08:09Z");
  const clock = { now: () => now, sleep: async () => {} };
  const { call, sandbox } = await start({ clock, faults: [parseFault("limit-date:1/1h")] });
  expect((await call("GET", "/Users")).headers.get("date")).toBe("Tue, 06 May 2031 07:08:09 GMT");
  now += 1_800_000;
  expect((await call("GET", "/Users")).headers.get("retry-after")).toBe("Tue, 06 May 2031 08:08:09 GMT");
  now += 1_800_000;
  expect((await call("GET", "/Users")).status).toBe(200);
  expect(sandbox.requests().requests[1]?.at).toBe("2031-05-06T07:38:09.000Z");
});

test("a reset comes before the write, a lost answer after it", async () => {
  const { call, sandbox } = await start({ faults: [parseFault("reset:1")] });
  await expect(call("POST", "/Users", babs)).rejects.toThrow();
  expect(sandbox.users()).toEqual([]);
  sandbox.setFaults([parseFault("lost:1")]);
  await expect(call("POST", "/Users", babs)).rejects.toThrow();
  expect(sandbox.users()).toMatchObject([{ userName: "babs" }]);
  sandbox.setFaults([]);
  expect((await call("POST", "/Users", babs)).status).toBe(409);
  expect(sandbox.requests().requests).toMatchObject([
    { method: "POST", path: "/Users", status: 0, fault: "reset:1" },
    { method: "POST", path: "/Users", status: 0, fault: "lost:1" },
    { method: "POST", path: "/Users", status: 409 },
  ]);
});

test("slow answers and latency take their time", async () => {
  const { call, sandbox } = await start({ latency: 30 });
  const timed = async () => {
    const begin = performance.now();
    await call("GET", "/Users");
    return performance.now() - begin;
  };
  expect(await timed()).toBeGreaterThan(28);
  sandbox.setFaults([parseFault("slow:1:80")]);
  expect(await timed()).toBeGreaterThan(105);
});

test("several sandboxes do not know of each other", async () => {
  const [one, other] = [await start(), await start({ faults: [parseFault("500:1")] })];
  await one.user("a");
  expect((await other.call("GET", "/Users")).status).toBe(500);
  expect(other.sandbox.users()).toEqual([]);
  expect(one.sandbox.requests().total).toBe(1);
});
