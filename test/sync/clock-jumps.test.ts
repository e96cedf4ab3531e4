import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, steadyClock, systemClock } from "../../src/clock.ts";
import type { Logger } from "../../src/log.ts";
import { silentLogger } from "../../src/log.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { targetAt, type Workshop, workshop } from "./workshop.ts";

const day = 24 * 3_600_000;
const year = 365 * day;

let shop: Workshop;
let sandbox: Sandbox;
beforeEach(async () => {
  [shop, sandbox] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
});
afterEach(() => Promise.all([shop.remove(), sandbox.close()]));

/** The clock of the machine, put ahead or back. */
function off(ms: number): Clock {
  return { now: () => systemClock.now() + ms, sleep: (span, signal) => systemClock.sleep(span, signal) };
}

const ann = "e1,ann@example.com,Ann,,";
const bob = "e2,bob@example.com,Bob,,";
const activeOf = (name: string) =>
  sandbox.users().find(({ userName }) => userName === `${name}@example.com`)?.["active"];

describe("a clock a year ahead", () => {
  const lines = { more: ["guard: { users: { percent: 100, count: 100 } }"] };
  beforeEach(async () => {
    await shop.configure(targetAt("app", sandbox, { ...lines, createOnly: "[]\n      deleteAfter: 30d" }));
    await shop.write({ people: [ann, bob] });
    await shop.sync();
    await shop.write({ people: [ann] });
    await shop.sync();
    expect(activeOf("bob")).toBe(false);
  });

  it("deletes nobody: the target says what time it is", async () => {
    const [report] = await shop.sync({ clock: off(year) });
    expect(report).toMatchObject({ exitCode: 6, error: { reason: "clock_differs" }, counts: { deleted: 0 } });
    expect(report?.error?.message).toMatch(
      /it is 20\d\d.* here and 20\d\d.* at the target, and 1 to be deleted/,
    );
    expect(activeOf("bob")).toBe(false);
    // Once it is right again nothing is left of it.
    expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, counts: { deleted: 0 } });
    expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, requests: { total: 0 } });
    expect(activeOf("bob")).toBe(false);
  });
  it("that is right deletes when the time is over", async () => {
    await sandbox.close();
    sandbox = await startSandbox({ seed: 1, clock: off(31 * day) });
    await shop.configure(targetAt("late", sandbox, { ...lines, createOnly: "[]\n      deleteAfter: 30d" }));
    await shop.write({ people: [ann, bob] });
    await shop.sync();
    await shop.write({ people: [ann] });
    await shop.sync();
    const [report] = await shop.sync({ clock: off(31 * day) });
    expect(report).toMatchObject({ exitCode: 0, counts: { deleted: 1 } });
  });
});

describe("a clock that is put back by a year", () => {
  it("leaves nothing to wait for a year: a failure is tried again, a grace begins anew", async () => {
    await shop.configure(targetAt("app", sandbox, { createOnly: "[]\n      deactivateAfter: 2d" }));
    await shop.write({ people: [ann, bob] });
    await shop.sync({ clock: off(year) });
    await shop.write({ people: [ann] });
    await shop.sync({ clock: off(year) });
    const warnings: object[] = [];
    const log: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) };
    const [report] = await shop.sync({ log });
    expect(warnings).toEqual([{ hours: 365 * 24 }]);
    expect(report).toMatchObject({ exitCode: 0, counts: { deactivated: 0 } });
    expect(report?.durationMs).toBeGreaterThanOrEqual(0);
    const now = systemClock.now();
    for (const row of shop.dump()["attention"] ?? []) {
      expect(row["since"]).toBeLessThanOrEqual(now);
      expect(row["due"]).toBeLessThanOrEqual(now + 2 * day);
    }
    expect(activeOf("bob")).toBe(true);
    await shop.sync({ clock: off(2 * day + 3_600_000) });
    expect(activeOf("bob")).toBe(false);
  });
  it("is put right once, and no run after that has anything to do", async () => {
    await shop.configure(targetAt("app", sandbox));
    await shop.write({ people: [ann, bob] });
    await shop.sync({ clock: off(year) });
    await shop.sync();
    sandbox.clearRequests();
    const warnings: object[] = [];
    const log: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) };
    expect((await shop.sync({ log }))[0]).toMatchObject({ exitCode: 0, requests: { total: 0 } });
    expect(warnings).toEqual([]);
  });
  it("in the middle of a run keeps no request waiting, and no span negative", () => {
    const times = [1_000, 2_000, 2_000 - day, 2_500 - day];
    const clock = steadyClock({ now: () => times.shift() ?? 0, sleep: () => Promise.resolve() });
    expect([clock.now(), clock.now(), clock.now(), clock.now()]).toEqual([1_000, 2_000, 2_000, 2_500]);
  });
});
