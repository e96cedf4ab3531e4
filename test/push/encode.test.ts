import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import type { AttributeChange } from "../../src/plan/change.ts";
import { encodePatch, encodePut } from "../../src/push/encode.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const core = "urn:ietf:params:scim:schemas:core:2.0:User";

function profile(extensionPath: "colon" | "object"): ConnectorProfile {
  return { users: { extensionPath } } as unknown as ConnectorProfile;
}

describe("PATCH", () => {
  const home = { value: "h", type: "home" };
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
    expect(encodePatch([change], profile("colon"))).toEqual([operation]);
  });
  test("extensions as an object: what is set in one operation, what goes by path", () => {
    const changes = [
      { path: "title", after: "x" },
      { path: `${enterprise}:department`, before: "a", after: "d" },
      { path: `${enterprise}:manager`, after: { value: "m" } },
      { path: `${enterprise}:division`, before: "v" },
    ];
    expect(encodePatch(changes, profile("object"))).toEqual([
      { op: "add", path: "title", value: "x" },
      { op: "replace", value: { [enterprise]: { department: "d", manager: { value: "m" } } } },
      { op: "remove", path: `${enterprise}:division` },
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
  test("an extension that empties is no longer announced", () => {
    expect(encodePut("User", held, [{ path: `${enterprise}:department`, before: "d" }])).toMatchObject({
      schemas: [core],
    });
  });
});
