import * as fc from "fast-check";
import { expect, test } from "vitest";
import { count, plural } from "../src/numbers.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [1_000, "1,000"],
  [12_400, "12,400"],
  [-1_234_567, "-1,234,567"],
])("%d is written %s", (value, text) => {
  expect(count(value)).toBe(text);
});

test("whole numbers are written as the language does", () => {
  const american = new Intl.NumberFormat("en-US");
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => count(value) === american.format(value)));
});

test("one is said in the singular", () => {
  expect([0, 1, 2_000].map((n) => plural(n, "user"))).toEqual(["0 users", "1 user", "2,000 users"]);
});
