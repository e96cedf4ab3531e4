import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { diffResources } from "../../src/plan/diff.ts";
import { readPaths } from "../../src/plan/attribute-path-set.ts";
import { managedAttributes, stillManaged } from "../../src/plan/managed.ts";
import { changesToAdopt } from "../../src/plan/project.ts";

const work = { value: "a@x.org", type: "work", primary: true };
const home = { value: "b@x.org", type: "home" };
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("what makes no difference", () => {
  const pairs: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ["the same", { userName: "ann", emails: [work, home] }, { userName: "ann", emails: [work, home] }],
    ["order of names", { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }],
    ["order of values with a type", { emails: [work, home] }, { emails: [home, work] }],
    ["order of values without", { roles: ["a", "b"] }, { roles: ["b", "a"] }],
    [
      "order within an extension",
      { [enterprise]: { tags: ["a", "b"] } },
      { [enterprise]: { tags: ["b", "a"] } },
    ],
    ["null and missing", { title: null }, {}],
    ["empty and missing", { title: "", emails: [], name: {} }, {}],
    ["null and missing within", { name: { givenName: "a", familyName: null } }, { name: { givenName: "a" } }],
    ["null and missing in a value with a type", { emails: [{ ...home, display: null }] }, { emails: [home] }],
    [
      "null and missing in a value without",
      { roles: [{ value: "a", display: null }] },
      { roles: [{ value: "a" }] },
    ],
    ["normal forms", { displayName: "Zo\u00EB" }, { displayName: "Zoe\u0308" }],
    ["normal forms among several", { roles: ["\u00E9", "f"] }, { roles: ["e\u0301", "f"] }],
    ["the case of names", { Title: "x", NAME: { GivenName: "a" } }, { title: "x", name: { givenName: "a" } }],
    ["schemas, id and meta", { schemas: ["a"], id: "1", meta: {} }, { schemas: ["b"] }],
    [
      "order and emptiness deep inside",
      { [enterprise]: { card: { tags: ["a", "b"], note: "" } } },
      { [enterprise]: { card: { tags: ["b", "a"] } } },
    ],
  ];
  for (const multiValued of ["byType", "whole"] as const) {
    test.each(pairs)(`${multiValued}: %s`, (_what, a, b) => {
      expect(diffResources(a, b, multiValued)).toEqual([]);
      expect(diffResources(b, a, multiValued)).toEqual([]);
    });
  }
});

describe("what makes one, and how it is put", () => {
  const rows: readonly {
    what: string;
    before: JsonObject;
    after: JsonObject;
    byType: readonly object[];
    whole?: readonly object[];
  }[] = [
    { what: "a value set", before: {}, after: { title: "x" }, byType: [{ path: "title", after: "x" }] },
    {
      what: "changed",
      before: { title: "x" },
      after: { title: "X" },
      byType: [{ path: "title", before: "x", after: "X" }],
    },
    {
      what: "removed",
      before: { title: "x" },
      after: { title: "" },
      byType: [{ path: "title", before: "x" }],
    },
    {
      what: "false is a value",
      before: { a: true },
      after: { a: false },
      byType: [{ path: "a", before: true, after: false }],
    },
    { what: "0 is a value", before: {}, after: { a: 0 }, byType: [{ path: "a", after: 0 }] },
    {
      what: "removals come last",
      before: { a: 1, b: 1 },
      after: { b: 2 },
      byType: [
        { path: "b", before: 1, after: 2 },
        { path: "a", before: 1 },
      ],
    },
    {
      what: "a member",
      before: { name: { givenName: "a" } },
      after: { name: { givenName: "b" } },
      byType: [{ path: "name.givenName", before: "a", after: "b" }],
    },
    {
      what: "all members",
      before: { name: { givenName: "a" } },
      after: {},
      byType: [{ path: "name.givenName", before: "a" }],
    },
    {
      what: "an extension",
      before: { [enterprise]: { department: "a" } },
      after: { [enterprise]: { manager: { value: "1" } } },
      byType: [
        { path: `${enterprise}:manager`, after: { value: "1" } },
        { path: `${enterprise}:department`, before: "a" },
      ],
    },
    {
      what: "a member of a value",
      before: { emails: [work] },
      after: { emails: [{ ...work, value: "c" }] },
      byType: [{ path: 'emails[type eq "work"].value', before: "a@x.org", after: "c" }],
      whole: [{ path: "emails", before: [work], after: [{ ...work, value: "c" }] }],
    },
    {
      what: "a value more",
      before: { emails: [work] },
      after: { emails: [work, home] },
      byType: [{ path: 'emails[type eq "home"]', after: home }],
      whole: [{ path: "emails", before: [work], after: [work, home] }],
    },
    {
      what: "a value less",
      before: { emails: [work, home] },
      after: { emails: [home] },
      byType: [{ path: 'emails[type eq "work"]', before: work }],
      whole: [{ path: "emails", before: [work, home], after: [home] }],
    },
    {
      what: "the first values",
      before: {},
      after: { emails: [work, home] },
      byType: [
        { path: 'emails[type eq "work"]', after: work },
        { path: 'emails[type eq "home"]', after: home },
      ],
      whole: [{ path: "emails", after: [work, home] }],
    },
    {
      what: "no values any more",
      before: { emails: [work] },
      after: { emails: [] },
      byType: [{ path: 'emails[type eq "work"]', before: work }],
      whole: [{ path: "emails", before: [work] }],
    },
    {
      what: "two of a type cannot be told apart",
      before: { emails: [work, { ...work, value: "c" }] },
      after: { emails: [work] },
      byType: [{ path: "emails", before: [work, { ...work, value: "c" }], after: [work] }],
    },
    {
      what: "a type with quotes",
      before: {},
      after: { emails: [{ type: 'a"\\b', value: "c" }] },
      byType: [{ path: String.raw`emails[type eq "a\"\\b"]`, after: { type: 'a"\\b', value: "c" } }],
      whole: [{ path: "emails", after: [{ type: 'a"\\b', value: "c" }] }],
    },
  ];
  test.each(rows)("$what", ({ before, after, byType, whole }) => {
    expect(diffResources(before, after, "byType")).toEqual(byType);
    expect(diffResources(before, after, "whole")).toEqual(whole ?? byType);
  });
  test("an attribute that is called like a member of every object is an attribute", () => {
    expect(diffResources({}, { constructor: "x" }, "byType")).toEqual([{ path: "constructor", after: "x" }]);
    expect(diffResources({ toString: "x" }, {}, "byType")).toEqual([{ path: "toString", before: "x" }]);
  });
});

describe("adoption", () => {
  const rows: readonly {
    what: string;
    observed: JsonObject;
    desired: JsonObject;
    clear?: readonly string[];
    changes: readonly object[];
  }[] = [
    {
      what: "what nobody maps is neither compared nor blanked",
      observed: { title: "theirs", emails: [home] },
      desired: { userName: "ann" },
      changes: [{ path: "userName", after: "ann" }],
    },
    {
      what: "a userName in other letters is the same",
      observed: { userName: "ANN" },
      desired: { userName: "ann" },
      changes: [],
    },
    {
      what: "so is any text that is not caseExact",
      observed: { displayName: "ANN", name: { givenName: "ANN" }, [enterprise]: { department: "R&d" } },
      desired: { displayName: "Ann", name: { givenName: "Ann" }, [enterprise]: { department: "R&D" } },
      changes: [],
    },
    {
      what: "an id in other letters is not",
      observed: { externalId: "A", [enterprise]: { manager: { value: "X" } } },
      desired: { externalId: "a", [enterprise]: { manager: { value: "x" } } },
      changes: [
        { path: "externalId", before: "A", after: "a" },
        { path: `${enterprise}:manager`, before: { value: "X" }, after: { value: "x" } },
      ],
    },
    {
      what: "an e-mail in other letters is the same",
      observed: { emails: [{ ...work, value: "A@X.org" }] },
      desired: { emails: [work] },
      changes: [],
    },
    {
      what: "a number given back as text is the same",
      observed: { level: "7" },
      desired: { level: 7 },
      changes: [],
    },
    {
      what: "an e-mail of another type stays",
      observed: { emails: [home] },
      desired: { emails: [work] },
      changes: [{ path: 'emails[type eq "work"]', after: work }],
    },
    {
      what: "what the provider adds to a value stays",
      observed: { emails: [{ ...work, display: "theirs" }] },
      desired: { emails: [work] },
      changes: [],
    },
    {
      what: "clearWhenEmpty blanks what we never set",
      observed: { title: "theirs", name: { middleName: "x" } },
      desired: {},
      clear: ["title", "name.middleName", "nickName"],
      changes: [
        { path: "title", before: "theirs" },
        { path: "name.middleName", before: "x" },
      ],
    },
    {
      what: "clearWhenEmpty leaves what is wanted",
      observed: { title: "theirs" },
      desired: { title: "ours" },
      clear: ["title"],
      changes: [{ path: "title", before: "theirs", after: "ours" }],
    },
  ];
  test.each(rows)("$what", ({ observed, desired, clear = [], changes }) => {
    expect(changesToAdopt(observed, desired, readPaths(clear, observed), "byType")).toEqual(changes);
  });
});

test("what the template no longer speaks of is not ours any more", () => {
  const managed = managedAttributes({
    userName: "x",
    Name: { givenName: "x" },
    [enterprise]: { department: "x" },
  });
  const asserted = {
    userName: "ann",
    active: true,
    title: "x",
    name: { givenName: "a" },
    [enterprise]: { department: "d", costCenter: "c" },
  };
  expect(stillManaged(asserted, managed)).toEqual({
    userName: "ann",
    active: true,
    name: { givenName: "a" },
    [enterprise]: { department: "d" },
  });
});

test("what the template no longer speaks of may be a member, or values of a type", () => {
  const asserted = {
    name: { givenName: "a", familyName: "f" },
    emails: [work, home],
    phoneNumbers: [{ value: "1", type: "work" }],
    roles: ["a"],
    [enterprise]: { manager: { value: "1", displayName: "B" } },
  };
  const template = {
    Name: { GivenName: "${x}" },
    emails: [{ value: "${x}", type: "Work" }],
    phoneNumbers: [{ value: "${x}", type: "${y}" }],
    roles: ["${x}", "${y}"],
    [enterprise]: { manager: { value: "${x}" } },
  };
  const kept = stillManaged(asserted, managedAttributes(template));
  expect(kept).toEqual({
    ...asserted,
    name: { givenName: "a" },
    emails: [work],
    [enterprise]: { manager: { value: "1" } },
  });
  expect(stillManaged(kept, managedAttributes(template))).toBe(kept);
  expect(stillManaged({ name: { familyName: "f" } }, managedAttributes(template))).toEqual({});
});
