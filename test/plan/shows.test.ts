import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { diffResources } from "../../src/plan/diff.ts";
import { differencesTo } from "../../src/plan/not-kept.ts";
import { plainlyShows } from "../../src/plan/shows.ts";
import { changedUser, randomUser } from "./random-user.ts";

const rules = { multiValued: "byType", secret: [], seal: () => "" } as const;

function lost(resource: JsonObject, wanted: JsonObject) {
  return differencesTo(resource, diffResources({}, wanted, "byType"), rules);
}

test("what is plainly shown was kept, by the long way too", () => {
  fc.assert(
    fc.property(changedUser({ custom: true }), ([one, other]) => {
      if (plainlyShows(other, one)) expect(lost(other, one)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("an echo with an id and metadata plainly shows what was sent", () => {
  fc.assert(
    fc.property(randomUser({ custom: true }), (wanted) => {
      const echo = { ...wanted, id: "1", meta: { resourceType: "User" }, groups: [] };
      expect(plainlyShows(JSON.parse(JSON.stringify(echo)) as JsonObject, wanted)).toBe(true);
    }),
  );
});

test.each([
  ["another value", { title: "Boss" }],
  ["none", {}],
  ["null", { title: null }],
  ["a list", { title: ["Chief"] }],
])("%s does not show it", (_, resource) => {
  expect(plainlyShows(resource, { title: "Chief" })).toBe(false);
});

test("one value more in a list is looked into the long way", () => {
  const [work, home] = [
    { value: "a@x.org", type: "work" },
    { value: "b@x.org", type: "home" },
  ];
  expect(plainlyShows({ emails: [{ ...work, display: "A" }] }, { emails: [work] })).toBe(true);
  expect(plainlyShows({ emails: [work, home] }, { emails: [work] })).toBe(false);
  expect(plainlyShows({ emails: [] }, { emails: [work] })).toBe(false);
});
