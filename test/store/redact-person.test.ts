import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.ts";
import { makeReference } from "../../src/mapping/reference.ts";
import { readRanges, writeRanges } from "../../src/store/sqlite/number-ranges.ts";
import { redactPerson } from "../../src/store/sqlite/redact-person.ts";

const { mentions, redact } = redactPerson({
  key: "e1",
  names: new Set(["ann@x.org", "a1b2-c3d4", "Ann (x)+", "Ann"]),
  pseudonym: "nobody",
});

test.each<[string, Json, Json]>([
  ["a word of a text", "name ann@x.org is taken", "name nobody is taken"],
  ["in another case", ["ANN@X.ORG"], ["nobody"]],
  ["an id in an address", { location: "/Users/a1b2-c3d4" }, { location: "/Users/nobody" }],
  ["a name that looks like a pattern", "of Ann (x)+!", "of nobody!"],
  [
    "a reference, however short the key",
    { manager: { value: makeReference("e1") } },
    { manager: { value: makeReference("nobody") } },
  ],
  [
    "a record of theirs in a report",
    { key: "e1", name: "Ann", code: "conflict", detail: "she is there" },
    { key: "nobody", name: "nobody", code: "conflict", detail: "nobody" },
  ],
])("somebody is taken out of %s", (_what, value, shown) => {
  expect(mentions(JSON.stringify(value))).toBe(true);
  expect(redact(value)).toEqual(shown);
});

test.each<[string, Json]>([
  ["a longer word", "joann@x.orgs"],
  ["a short name, which stands in many texts", "Ann and Annabel"],
  ["a short key that is no key there", { title: "e1" }],
  ["a reference to somebody else", makeReference("e12")],
])("nothing is taken out of %s", (_what, value) => {
  expect(redact(value)).toEqual(value);
});

test.each([[[]], [[7]], [[1, 2, 3]], [[1, 3, 4, 5, 9, 10]]])("ranges of %j are what they were", (numbers) => {
  expect([...readRanges(writeRanges(numbers))]).toEqual(numbers);
});
test("neighbours are written together", () => expect(writeRanges([1, 3, 4, 5, 9])).toBe("1,3-5,9"));
