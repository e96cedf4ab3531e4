import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { presentAt, withoutAll } from "../../src/plan/at-path.ts";
import { readPaths, relationOf } from "../../src/plan/attribute-path-set.ts";
import { graft } from "../../src/plan/graft.ts";
import { stepsOf } from "../../src/plan/path-steps.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const acme = "urn:example:acme:2.0:User";
const core = "urn:ietf:params:scim:schemas:core:2.0:User";

const ann: JsonObject = {
  Title: "CTO",
  name: { givenName: "Ann", familyName: "Ash" },
  emails: [
    { value: "a@x.org", type: "Work", primary: true },
    { value: "b@x.org", type: "home", display: "B" },
  ],
  roles: ["a", "b"],
  [enterprise]: { department: "R&D", manager: { value: "7", displayName: "Bo" } },
  [acme]: { cards: [{ type: "door", value: "1" }], badge: "9" },
};

/** What is there at the path, and what is left without it (only the attribute concerned). */
const rows: readonly { path: string; present: readonly unknown[]; rest: unknown; of: string }[] = [
  { path: "title", present: ["CTO"], of: "Title", rest: undefined },
  { path: `${core}:title`, present: ["CTO"], of: "Title", rest: undefined },
  { path: "name.givenName", present: ["Ann"], of: "name", rest: { familyName: "Ash" } },
  { path: "NAME", present: [ann["name"]], of: "name", rest: undefined },
  { path: "nickName", present: [], of: "name", rest: ann["name"] },
  { path: "emails", present: [ann["emails"]], of: "emails", rest: undefined },
  {
    path: 'emails[type eq "work"]',
    present: [{ value: "a@x.org", type: "Work", primary: true }],
    of: "emails",
    rest: [{ value: "b@x.org", type: "home", display: "B" }],
  },
  {
    path: 'emails[type eq "work"].value',
    present: ["a@x.org"],
    of: "emails",
    rest: [{ value: "b@x.org", type: "home", display: "B" }],
  },
  {
    path: 'emails[type eq "home"].value',
    present: ["b@x.org"],
    of: "emails",
    rest: [
      { value: "a@x.org", type: "Work", primary: true },
      { type: "home", display: "B" },
    ],
  },
  {
    path: "emails[primary eq true].value",
    present: ["a@x.org"],
    of: "emails",
    rest: [{ value: "b@x.org", type: "home", display: "B" }],
  },
  {
    path: "emails.value",
    present: ["a@x.org", "b@x.org"],
    of: "emails",
    rest: [{ type: "home", display: "B" }],
  },
  {
    path: `${enterprise}:department`,
    present: ["R&D"],
    of: enterprise,
    rest: { manager: { value: "7", displayName: "Bo" } },
  },
  {
    path: `${enterprise}:manager.value`,
    present: ["7"],
    of: enterprise,
    rest: { department: "R&D", manager: { displayName: "Bo" } },
  },
  { path: acme, present: [ann[acme]], of: acme, rest: undefined },
  { path: `${acme}:cards[type eq "door"].value`, present: ["1"], of: acme, rest: { badge: "9" } },
  {
    path: `${acme.toUpperCase()}:BADGE`,
    present: ["9"],
    of: acme,
    rest: { cards: [{ type: "door", value: "1" }] },
  },
];

describe("a path", () => {
  test.each(rows)("$path", ({ path, present, of, rest }) => {
    const paths = readPaths([path], ann);
    expect(presentAt(ann, paths[0]!)).toEqual(present);
    const without = withoutAll(ann, paths);
    expect(without[of]).toEqual(rest);
    expect({ ...without, [of]: 0 }).toEqual({ ...ann, [of]: 0 });
    if (present.length === 0) expect(without).toBe(ann);
    // What was taken away is put back, and nothing else.
    expect(new Set(presentAt(graft(without, ann, paths), paths[0]!))).toEqual(new Set(present));
    expect(graft({}, withoutAll(ann, paths), paths)).toEqual({});
  });
  test("null and what is empty is not there", () => {
    const empty = { title: null, nickName: "", emails: [], name: { givenName: null } };
    for (const path of readPaths(["title", "nickName", "emails", "name", "name.givenName"], empty))
      expect(presentAt(empty, path), path.path).toEqual([]);
  });
  test("a name of every object is no attribute", () => {
    for (const path of readPaths(["constructor", "toString", "__proto__"], {}))
      expect(presentAt({ title: "x" }, path)).toEqual([]);
  });
});

describe("a policy and a change", () => {
  const pairs: readonly (readonly [string, string, string])[] = [
    ["title", "title", "covers"],
    ["Title", "tiTLE", "covers"],
    ["title", "nickName", "apart"],
    ["name", "name.givenName", "covers"],
    ["name.givenName", "name", "within"],
    ["name.givenName", "name.familyName", "apart"],
    ["emails", 'emails[type eq "work"].value', "covers"],
    ['emails[type eq "Work"]', 'emails[type eq "work"].value', "covers"],
    ['emails[type eq "work"]', 'emails[type eq "home"].value', "apart"],
    ['emails[type eq "work"].value', 'emails[type eq "work"]', "within"],
    ['emails[type eq "work"].value', 'emails[type eq "work"].display', "apart"],
    ['emails[type eq "work"]', "emails", "within"],
    ["emails.value", 'emails[type eq "work"].value', "covers"],
    ["emails.value", 'emails[type eq "work"]', "within"],
    ["emails[primary eq true]", 'emails[type eq "work"]', "within"],
    [enterprise, `${enterprise}:department`, "covers"],
    [`${enterprise}:manager.value`, `${enterprise}:manager`, "within"],
    [`${enterprise}:manager`, `${acme}:manager`, "apart"],
    [`${enterprise}:manager`, "manager", "apart"],
  ];
  test.each(pairs)("%s on %s: %s", (policy, change, relation) => {
    expect(relationOf(readPaths([policy], ann)[0]!, stepsOf(change))).toBe(relation);
  });
});

describe("grafting into a list", () => {
  const work = { value: "a", type: "work" };
  test("a part goes into the value of its type", () => {
    const paths = readPaths(['emails[type eq "work"].value'], {});
    const grafted = graft({ emails: [{ type: "Work", display: "d" }] }, { emails: [work] }, paths);
    expect(grafted).toEqual({ emails: [{ type: "Work", display: "d", value: "a" }] });
  });
  test("where there is no such value, it joins whole", () => {
    const paths = readPaths(["emails.value"], {});
    const home = { value: "b", type: "home" };
    expect(graft({ emails: [home] }, { emails: [work] }, paths)).toEqual({ emails: [home, work] });
    expect(graft({}, { emails: [{ type: "work" }] }, paths)).toEqual({});
  });
});
