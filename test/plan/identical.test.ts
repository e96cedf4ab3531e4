import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, type Json } from "../../src/canonical.ts";
import { isIdentical } from "../../src/plan/identical.ts";

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Json>("a", "b", "", 1, 0, true, false, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "constructor"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

test("is what gives the same canonical text", () => {
  const same = fc.property(json, json, (one, other) => {
    expect(isIdentical(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
  });
  fc.assert(same, { numRuns: 2_000 });
});

test("the order of members does not count, that of values does", () => {
  expect(isIdentical({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(isIdentical({ b: [1, 2] }, { b: [2, 1] })).toBe(false);
  expect(isIdentical({ a: null }, {})).toBe(false);
});
