import { expect, test } from "vitest";
import { nearest } from "../src/nearest.ts";

test.each([
  ["baseURL", "baseUrl"],
  ["baseurl", "baseUrl"],
  ["asign", "assign"],
  ["atributes", "attributes"],
  ["zzz", undefined],
  ["x".repeat(100_000), undefined],
])("%.12s → %s", (typed, expected) => {
  expect(nearest(typed, ["baseUrl", "assign", "attributes", "auth"])).toBe(expected);
});
