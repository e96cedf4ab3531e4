import { expect, test } from "vitest";
import { nearestWord } from "../../src/connector/did-you-mean.ts";

test.each([
  ["baseURL", "baseUrl"],
  ["baseurl", "baseUrl"],
  ["asign", "assign"],
  ["atributes", "attributes"],
  ["zzz", undefined],
  ["x".repeat(100_000), undefined],
])("%.12s → %s", (typed, expected) => {
  expect(nearestWord(typed, ["baseUrl", "assign", "attributes", "auth"])).toBe(expected);
});
