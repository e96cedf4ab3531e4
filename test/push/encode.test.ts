import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { AttributeChange } from "../../src/plan/change.ts";
import { encodePatch, type PatchForm } from "../../src/push/change/encode.ts";
import { encodePut } from "../../src/push/change/encode-put.ts";
import { encodeWhole } from "../../src/push/change/encode-whole.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const core = "urn:ietf:params:scim:schemas:core:2.0:User";

const home = { value: "h", type: "home" };

function form(
  extensionPath: PatchForm["extensionPath"],
  patchForm: PatchForm["patchForm"] = "paths",
): PatchForm {
  return { patchForm, extensionPath };
}

describe("PATCH", () => {
  const rows: readonly { what: string; change: AttributeChange; operation: object }[] = [
    {
      what: "new: add",
      change: { path: "title", after: "x" },
      operation: { op: "add", path: "title", value: "x" },
    },
    {
      what: "changed: replace",
      change: { path: "title", before: "x", after: "y" },
      operation: { op: "replace", path: "title", value: "y" },
    },
    {
      what: "false for true: replace",
      change: { path: "active", before: true, after: false },
      operation: { op: "replace", path: "active", value: false },
    },
    {
      what: "gone: remove, without a value",
      change: { path: "title", before: "x" },
      operation: { op: "remove", path: "title" },
    },
    {
      what: "a new value of a list: add to the list",
      change: { path: 'emails[type eq "home"]', after: home },
      operation: { op: "add", path: "emails", value: [home] },
    },
    {
      what: "a member of a value",
      change: { path: 'emails[type eq "home"].value', before: "h", after: "i" },
      operation: { op: "replace", path: 'emails[type eq "home"].value', value: "i" },
    },
    {
      what: "a value gone",
      change: { path: 'emails[type eq "home"]', before: home },
      operation: { op: "remove", path: 'emails[type eq "home"]' },
    },
    {
      what: "an extension",
      change: { path: `${enterprise}:department`, after: "d" },
      operation: { op: "add", path: `${enterprise}:department`, value: "d" },
    },
  ];
  test.each(rows)("$what", ({ change, operation }) => {
    expect(encodePatch([change], form("colon"))).toEqual([operation]);
  });
  test("extensions as an object: what is set and, as null, what goes", () => {
    const changes = [
      { path: "title", after: "x" },
      { path: `${enterprise}:department`, before: "a", after: "d" },
      { path: `${enterprise}:manager`, after: { value: "m" } },
      { path: `${enterprise}:division`, before: "v" },
    ];
    expect(encodePatch(changes, form("object"))).toEqual([
      { op: "add", path: "title", value: "x" },
      {
        op: "replace",
        value: { [enterprise]: { department: "d", manager: { value: "m" }, division: null } },
      },
    ]);
  });
  const several: readonly AttributeChange[] = [
    { path: "title", before: "x", after: "y" },
    { path: "name.givenName", after: "Ann" },
    { path: 'emails[type eq "work"].value', before: "h", after: "i" },
    { path: 'emails[type eq "home"]', after: home },
    { path: `${enterprise}:department`, before: "a", after: "d" },
    { path: "name.middleName", before: "M" },
    { path: `${enterprise}:division`, before: "v" },
  ];
  const value = 'emails[type eq "work"].value';
  test("without a path: one object, but for values that only a path can name", () => {
    expect(encodePatch(several, form("colon", "noPath"))).toEqual([
      { op: "replace", path: value, value: "i" },
      { op: "replace", value: { title: "y", name: { givenName: "Ann" }, [enterprise]: { department: "d" } } },
      { op: "add", value: { emails: [home] } },
      { op: "remove", path: "name.middleName" },
      { op: "remove", path: `${enterprise}:division` },
    ]);
  });
  test("by dotted keys, extensions with a dot, too", () => {
    expect(encodePatch(several, form("dot", "dottedKeys"))).toEqual([
      {
        op: "replace",
        value: { title: "y", "name.givenName": "Ann", [value]: "i", [`${enterprise}.department`]: "d" },
      },
      { op: "add", value: { emails: [home] } },
      { op: "remove", path: "name.middleName" },
      { op: "remove", path: `${enterprise}.division` },
    ]);
  });
  test("as whole attributes, with a null for a part that goes", () => {
    const held = {
      name: { givenName: "A", familyName: "Ash", middleName: "M" },
      emails: [{ value: "h", type: "work", primary: true }],
      locale: "de",
      [enterprise]: { division: "v" },
    };
    expect(encodeWhole(held, several)).toEqual([
      {
        op: "replace",
        value: {
          title: "y",
          name: { givenName: "Ann", familyName: "Ash", middleName: null },
          emails: [{ value: "i", type: "work", primary: true }, home],
          [enterprise]: { department: "d", division: null },
        },
      },
    ]);
    expect(encodeWhole({ title: "x" }, [{ path: "title", before: "x" }])).toEqual([
      { op: "remove", path: "title" },
    ]);
  });
});

describe("PUT sends what is held with the changes over it", () => {
  const held: JsonObject = {
    schemas: ["whatever"],
    id: "1",
    meta: { version: "1" },
    groups: [{ value: "g" }],
    userName: "ann",
    title: "x",
    locale: "de",
    [core]: { userName: "ann" },
    [enterprise]: { department: "d" },
  };
  test("and leaves out what the provider makes", () => {
    expect(encodePut("User", held, [{ path: "title", before: "x", after: "y" }])).toEqual({
      schemas: [core, enterprise],
      userName: "ann",
      title: "y",
      locale: "de",
      active: true,
      [enterprise]: { department: "d" },
    });
  });
  test("and has one primary value in a list", () => {
    const theirs = { value: "t", type: "home", primary: true };
    const emails = [theirs, { value: "w", type: "work" }];
    const path = 'emails[type eq "work"]';
    const rest = { value: "t", type: "home" };
    for (const change of [
      { path: `${path}.primary`, after: true },
      { path, after: { value: "w", type: "work", primary: true } },
    ]) {
      expect(encodePut("User", { ...held, emails }, [change])).toMatchObject({
        emails: [rest, { value: "w", type: "work", primary: true }],
      });
    }
    const renamed = encodePut("User", { ...held, emails }, [{ path: `${path}.value`, after: "x" }]);
    expect(renamed).toMatchObject({ emails: [theirs, { value: "x", type: "work" }] });
  });
  test("and does not switch on what is off", () => {
    expect(encodePut("User", { ...held, active: false }, [])).toMatchObject({ active: false });
    expect(encodePut("Group", { id: "1", displayName: "g" }, [])).not.toHaveProperty("active");
  });
  test("and leaves off what the provider does not show to be on, when it is off", () => {
    expect(encodePut("User", held, [], { active: false })).toMatchObject({ active: false });
    expect(encodePut("User", { ...held, active: true }, [], { active: false })).toMatchObject({
      active: true,
    });
    expect(encodePut("User", { ...held, active: null }, [])).toMatchObject({ active: true });
  });
  test("and not what the provider made of paths that it did not understand", () => {
    const litter = { "name.givenName": "x", 'emails[type eq "work"].value': "y" };
    const cut = { "urn:ietf:params:scim:schemas:extension:enterprise:2": { "0:User:department": "d" } };
    const body = encodePut("User", { ...held, ...litter, ...cut }, []);
    expect(body).toEqual(encodePut("User", held, []));
  });
  test("and a null, or an empty list, for what goes, where PUT keeps what it leaves out", () => {
    const more = { ...held, name: { givenName: "A", middleName: "M" }, emails: [home], nickName: "n" };
    const changes = [
      { path: "title", before: "x" },
      { path: "name.middleName", before: "M" },
      { path: 'emails[type eq "home"]', before: home },
      { path: `${enterprise}:department`, before: "d" },
      { path: "nickName", before: "n", after: "m" },
    ];
    expect(encodePut("User", more, changes, { omission: "keeps" })).toEqual({
      schemas: [core, enterprise],
      userName: "ann",
      title: null,
      name: { givenName: "A", middleName: null },
      emails: [],
      nickName: "m",
      locale: "de",
      active: true,
      [enterprise]: { department: null },
    });
  });
  test("an extension that empties is no longer announced", () => {
    expect(encodePut("User", held, [{ path: `${enterprise}:department`, before: "d" }])).toMatchObject({
      schemas: [core],
    });
  });
});

test("PUT says what it must not leave out and no read shows, but not what is to go", () => {
  const said = { userType: "Employee", Title: "Chief" };
  const held = { userName: "ann", title: "Engineer" };
  expect(encodePut("User", held, [{ path: "nickName", after: "A" }], { said })).toMatchObject({
    ...held,
    userType: "Employee",
    nickName: "A",
  });
  const body = encodePut("User", held, [{ path: "userType", before: "Employee" }], { said });
  expect(Object.keys(body).sort()).toEqual(["active", "schemas", "title", "userName"]);
});
