import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type Fault, FaultInjector, formatFault, parseFault } from "../../src/sandbox/faults.ts";
import { seededRandom } from "../../src/sandbox/random.ts";
import { start, userUrn } from "./client.ts";

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
  ])("%j is refused with examples", (text) => {
    expect(() => parseFault(text)).toThrow(UsageError);
    expect(() => parseFault(text)).toThrow("429:0.3");
  });
});

function hits(seed: number): boolean[] {
  const injector = new FaultInjector(seededRandom(seed), () => 0);
  injector.set([parseFault("500:0.3")]);
  return Array.from({ length: 2_000 }, () => injector.next() !== undefined);
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
        const injury = injector.next();
        if (injury === undefined) passed += 1;
        else expect(injury).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
      }
      expect(passed).toBeLessThanOrEqual(5 + (now / 1000) * 20);
      expect(passed).toBeGreaterThanOrEqual(Math.min(gaps.length, 5));
    }),
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
