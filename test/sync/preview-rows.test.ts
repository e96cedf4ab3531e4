import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { makeReference } from "../../src/mapping/reference.ts";
import { noPolicies, readPolicies } from "../../src/plan/attribute-policies.ts";
import { diffResources, sameValue } from "../../src/plan/diff.ts";
import type { MultiValued } from "../../src/plan/typed-values.ts";
import { compareResource } from "../../src/sync/preview/compare-resource.ts";
import { previewRows, shownResource } from "../../src/sync/preview/preview-rows.ts";
import { isWithin, resourceRows, showReferences } from "../../src/sync/preview/resource-rows.ts";
import { changedUser, randomUser } from "../plan/random-user.ts";

const template = { assign: { groups: [], everyone: true }, createOnly: [], clearWhenEmpty: [] };

describe("what a preview marks is what a plan would send", () => {
  test.each<MultiValued>(["byType", "whole"])("%s", (multiValued) => {
    fc.assert(
      fc.property(changedUser({ custom: true }), ([before, after]) => {
        const changes = diffResources(before, after, multiValued);
        const rows = previewRows(before, after, changes, { policies: noPolicies });
        for (const { before, after, isSent } of rows) expect(isSent).toBe(!sameValue(before, after));
        for (const { path } of changes) {
          expect(rows.some((row) => row.isSent && isWithin(row.path, path))).toBe(true);
        }
      }),
    );
  });

  test("each value of both sides has one row", () => {
    fc.assert(
      fc.property(changedUser({ custom: true }), ([before, after]) => {
        const rows = previewRows(before, after, [], { policies: noPolicies });
        const paths = new Set([before, after].flatMap(resourceRows).map(({ path }) => path.toLowerCase()));
        expect(rows.map(({ path }) => path.toLowerCase()).toSorted()).toEqual([...paths].toSorted());
      }),
    );
  });
});

test("a value of which only a removal is planned has a row of its own", () => {
  expect(previewRows({}, {}, [{ path: "title", when: "filled" }], { policies: noPolicies })).toEqual([
    { path: "title", isSent: true, note: "cleared, if the account has one" },
  ]);
});

test("on what sending depends is said", () => {
  const change = { path: "title", before: "a", after: "b", when: "empty" } as const;
  expect(previewRows({ title: "a" }, { title: "b" }, [change], { policies: noPolicies })).toMatchObject([
    { isSent: true, note: "unless the account has one of its own" },
  ]);
  expect(previewRows({ title: "a" }, { title: "b" }, [], { policies: noPolicies })).toMatchObject([
    { isSent: false, note: "left as it is" },
  ]);
  const theirs = { kind: "theirs", path: "title", wanted: "b" } as const;
  const notKept = { kind: "notKept", path: "title", sent: "b", found: "a", times: 2, run: "r" } as const;
  for (const [remark, note] of [
    [theirs, "the account has one of its own"],
    [notKept, "the target did not keep it, so it is not sent again"],
  ] as const) {
    const rules = { policies: noPolicies, remarks: [remark] };
    expect(previewRows({ title: "a" }, { title: "b" }, [], rules)).toMatchObject([{ isSent: false, note }]);
  }
});

test("a resource is shown without schemas and secrets, with references by key", () => {
  const attributes = {
    pin: "1",
    password: "2",
    userName: "ann",
    boss: makeReference("e1"),
    list: [makeReference("e2")],
  };
  const policies = readPolicies({ ...template, attributes, secret: ["pin"] });
  expect(shownResource({ schemas: ["x"], ...attributes }, policies)).toEqual({
    pin: "•••",
    password: "•••",
    userName: "ann",
    boss: { ref: "e1" },
    list: [{ ref: "e2" }],
  });
});

test("rows are addressed as PATCH would address them", () => {
  const resource: JsonObject = {
    userName: "ann",
    emails: [
      { value: "a", type: "work" },
      { value: "b", type: "home", primary: true },
    ],
    roles: ["x", "y"],
    photos: [{ value: "p" }],
    "urn:x:User": { manager: { value: { ref: "e1" } }, level: 2 },
  };
  expect(resourceRows(resource).map(({ path, at }) => [path, at.join("/")])).toEqual([
    ["userName", "userName"],
    ['emails[type eq "work"].value', "emails/0/value"],
    ['emails[type eq "home"].value', "emails/1/value"],
    ['emails[type eq "home"].primary', "emails/1/primary"],
    ["roles", "roles"],
    ["photos", "photos"],
    ["urn:x:User:manager.value", "urn:x:User/manager/value"],
    ["urn:x:User:level", "urn:x:User/level"],
  ]);
  expect(showReferences({ a: [makeReference("k")] })).toEqual({ a: [{ ref: "k" }] });
});

describe("comparing a resource with what is expected of it", () => {
  test("a resource is what it is expected to be when it is the same, and only then", () => {
    fc.assert(
      fc.property(changedUser({ custom: true }), ([a, b]) => {
        expect(compareResource(a, a, true)).toEqual([]);
        const isSame = diffResources(a, b, "byType").every(({ path }) => path === "active");
        expect(compareResource(a, b, true).length === 0).toBe(isSame);
      }),
    );
  });

  test("any part of it that keeps lists whole is as expected, too", () => {
    fc.assert(
      fc.property(randomUser({ custom: true }), fc.array(fc.nat()), (user, picks) => {
        const names = Object.keys(user);
        const part = Object.fromEntries(
          picks.map((pick) => names[pick % names.length]!).map((name) => [name, user[name]!]),
        );
        expect(compareResource(part, user, false)).toEqual([]);
      }),
    );
  });

  test("what is in a list and not stated is told at the list", () => {
    const actual = {
      emails: [
        { value: "a", type: "work" },
        { value: "b", type: "home" },
      ],
    };
    expect(compareResource({ emails: [{ value: "a", type: "work" }] }, actual, false)).toEqual([
      { path: 'emails[type eq "home"].value', actual: "b", at: ["emails"] },
    ]);
    expect(compareResource({ emails: [] }, actual, false)).toHaveLength(2);
  });
});
