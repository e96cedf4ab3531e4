import { describe, expect, test } from "vitest";
import { guardLimit, heldBy } from "../../src/plan/guard.ts";

const usual = { percent: 20, count: 50, floor: 5 };

describe("the limit is the smaller of percent and count, and never below the floor", () => {
  test.each([
    [0, 5],
    [10, 5],
    [25, 5],
    [29, 5],
    [30, 6],
    [34, 6],
    [35, 7],
    [249, 49],
    [250, 50],
    [1_000_000, 50],
  ])("of %i: %i", (outOf, limit) => expect(guardLimit(usual, outOf)).toBe(limit));
  test("a floor above the count still passes", () =>
    expect(guardLimit({ percent: 100, count: 3, floor: 5 }, 100)).toBe(5));
  test("0 % with no floor lets nothing pass", () =>
    expect(guardLimit({ percent: 0, count: 50, floor: 0 }, 100)).toBe(0));
});

describe("all are held once the limit is passed, but for the allowance", () => {
  test.each([
    { planned: 0, recent: 0, outOf: 100, allowance: 0, held: 0 },
    { planned: 20, recent: 0, outOf: 100, allowance: 0, held: 0 },
    { planned: 21, recent: 0, outOf: 100, allowance: 0, held: 21 },
    { planned: 21, recent: 0, outOf: 100, allowance: 20, held: 1 },
    { planned: 21, recent: 0, outOf: 100, allowance: 21, held: 0 },
    { planned: 21, recent: 0, outOf: 100, allowance: 99, held: 0 },
    { planned: 1, recent: 19, outOf: 100, allowance: 0, held: 0 },
    { planned: 1, recent: 20, outOf: 100, allowance: 0, held: 1 },
    { planned: 0, recent: 99, outOf: 100, allowance: 0, held: 0 },
    { planned: 5, recent: 0, outOf: 5, allowance: 0, held: 0 },
    { planned: 6, recent: 0, outOf: 6, allowance: 0, held: 6 },
    { planned: 50, recent: 0, outOf: 10_000, allowance: 0, held: 0 },
    { planned: 51, recent: 0, outOf: 10_000, allowance: 0, held: 51 },
  ])(
    "$planned planned and $recent recent of $outOf, $allowance allowed: $held held",
    ({ planned, recent, outOf, allowance, held }) => {
      expect(heldBy(usual, { planned, recent, outOf }, allowance)).toBe(held);
    },
  );
});
