import { describe, expect, test } from "vitest";
import type { Desired } from "../../src/mapping/desired.ts";
import { makeReference, resolveReferences } from "../../src/mapping/reference.ts";
import type { AssignTemplate } from "../../src/mapping/template.ts";
import { everybody, inputOf, mappingOf, mapUser, nobody, now } from "./fixture.ts";

const attributes = { userName: "${user.email}" };
const ann = { email: "ann@x.org", department: "R&D" };

describe("assign", () => {
  const rows: readonly {
    what: string;
    assign: Partial<AssignTemplate>;
    groups?: readonly string[];
    user?: object;
    assigned: boolean;
    clause: string;
  }[] = [
    { what: "nothing stated means nobody", assign: {}, assigned: false, clause: "no clause of assign holds" },
    { what: "everyone", assign: { everyone: true }, assigned: true, clause: "assign.everyone" },
    {
      what: "a group by name",
      assign: { groups: ["eng"] },
      groups: ["ops", "eng"],
      assigned: true,
      clause: "assign.groups: member of eng",
    },
    {
      what: "a group without case",
      assign: { groups: ["ENG"] },
      groups: ["Eng"],
      assigned: true,
      clause: "assign.groups: member of Eng",
    },
    {
      what: "a group in the other normal form",
      assign: { groups: ["Zo\u00EB"] },
      groups: ["Zoe\u0308"],
      assigned: true,
      clause: "assign.groups: member of Zoe\u0308",
    },
    {
      what: "a wildcard",
      assign: { groups: ["support-*"] },
      groups: ["support-emea"],
      assigned: true,
      clause: "assign.groups: member of support-emea",
    },
    {
      what: "a wildcard is no prefix of a name",
      assign: { groups: ["support-*"] },
      groups: ["presupport-x"],
      assigned: false,
      clause: "no clause of assign holds",
    },
    {
      what: "no part of a name",
      assign: { groups: ["eng"] },
      groups: ["engineering"],
      assigned: false,
      clause: "no clause of assign holds",
    },
    {
      what: "a dot is a dot",
      assign: { groups: ["a.c*"] },
      groups: ["abc"],
      assigned: false,
      clause: "no clause of assign holds",
    },
    {
      what: "where",
      assign: { where: 'user.department == "R&D"' },
      assigned: true,
      clause: 'assign.where: user.department == "R&D"',
    },
    {
      what: "where that does not hold",
      assign: { where: 'user.department == "IT"' },
      assigned: false,
      clause: "no clause of assign holds",
    },
    {
      what: "where on an absent attribute",
      assign: { where: 'user.title == "x"' },
      assigned: false,
      clause: "no clause of assign holds",
    },
    {
      what: "where that gives null",
      assign: { where: "user.title" },
      assigned: false,
      clause: "no clause of assign holds",
    },
    {
      what: "where on groups",
      assign: { where: '"eng" in groups' },
      groups: ["eng"],
      assigned: true,
      clause: 'assign.where: "eng" in groups',
    },
    {
      what: "groups OR where",
      assign: { groups: ["ops"], where: "true" },
      groups: ["eng"],
      assigned: true,
      clause: "assign.where: true",
    },
    {
      what: "a group decides before where can fail",
      assign: { groups: ["eng"], where: "user.email > 1" },
      groups: ["eng"],
      assigned: true,
      clause: "assign.groups: member of eng",
    },
  ];
  test.each(rows)("$what", ({ assign, groups, assigned, clause }) => {
    const desired = mapUser({ ...nobody, ...assign }, attributes, ann, groups);
    expect(desired).toMatchObject(
      assigned ? { kind: "desired", clause } : { kind: "outOfScope", cause: "unassigned", clause },
    );
  });

  test.each(["user.email > 1", "user.email", "1 + 1", "int(user.email) == 1"])(
    "where: %s decides nothing, and rejects without the value",
    (where) => {
      const desired = mapUser({ ...nobody, where }, attributes, ann);
      expect(desired).toMatchObject({
        kind: "rejected",
        reason: expect.stringMatching(/^where: /) as string,
      });
      expect(JSON.stringify(desired)).not.toContain("ann@x.org");
    },
  );

  test("groups are looked up only when somebody asks for them", () => {
    expect(mappingOf(everybody, attributes).usesGroups).toBe(false);
    expect(mappingOf({ ...nobody, groups: ["eng"] }, attributes).usesGroups).toBe(true);
    expect(mappingOf({ ...nobody, where: "size(groups) > 1" }, attributes).usesGroups).toBe(true);
    expect(mappingOf(everybody, { ...attributes, roles: ["${groups}"] }).usesGroups).toBe(true);
  });
});

describe("what becomes of a user in scope", () => {
  test("a resource with its schemas, and active", () => {
    const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    expect(
      mapUser(everybody, { ...attributes, [enterprise]: { department: "${user.department}" } }, ann),
    ).toEqual({
      kind: "desired",
      clause: "assign.everyone",
      resource: {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
        userName: "ann@x.org",
        active: true,
        [enterprise]: { department: "R&D" },
      },
    });
  });
  test("an extension without a value is not in schemas", () => {
    const desired = mapUser(everybody, { ...attributes, "urn:x:User": { a: "${user.title}" } }, ann);
    expect(desired).toMatchObject({ resource: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"] } });
  });
  test.each([false, "false", "FALSE", "False"])("active: %j puts out of scope, as disabled", (enabled) => {
    const desired = mapUser(everybody, { ...attributes, active: "${user.enabled}" }, { ...ann, enabled });
    expect(desired).toMatchObject({ kind: "outOfScope", cause: "disabled" });
  });
  test.each([true, "true", "TRUE", null, undefined, ""])("active: %j is in scope", (enabled) => {
    const desired = mapUser(
      everybody,
      { ...attributes, active: "${user.enabled}" },
      { ...ann, enabled: enabled ?? null },
    );
    expect(desired).toMatchObject({ kind: "desired", resource: { active: true } });
  });
  test.each(["no", "0", "inactive", "disabled", 0, ["false"]])(
    "active: %j is neither, so the account stays as it is",
    (enabled) => {
      const desired = mapUser(everybody, { ...attributes, active: "${user.enabled}" }, { ...ann, enabled });
      expect(desired).toEqual({ kind: "rejected", reason: "active: gives neither true nor false" });
    },
  );
  test("without a userName it is rejected, not out of scope", () => {
    expect(mapUser(everybody, attributes, {})).toEqual({ kind: "rejected", reason: "userName is empty" });
  });
  test("a mapping that fails rejects, names the attribute and keeps the value to itself", () => {
    const desired = mapUser(everybody, { ...attributes, emails: [{ value: "${user.email + 1}" }] }, ann);
    expect(desired).toMatchObject({
      kind: "rejected",
      reason: expect.stringMatching(/^emails\.0\.value: /) as string,
    });
    expect(JSON.stringify(desired)).not.toContain("ann@x.org");
  });
});

const day = 86_400_000;
const expires = (days: number) => String(now / day + days);

function mapExpiring(assign: AssignTemplate, more: object, shadowexpire: string, at = now): Desired {
  const input = inputOf({ email: "ann@x.org", shadowexpire, accountexpires: "0" });
  return mappingOf(assign, { userName: "${user.email}", ...more }, "any").map({ ...input, now: at });
}

describe("an answer that hangs on the clock says until when it holds", () => {
  const active = { active: "${ldapEnabled(user)}" };

  test("wanted, then disabled", () => {
    expect(mapExpiring(everybody, active, expires(2))).toMatchObject({
      kind: "desired",
      until: now + 2 * day,
    });
    const after = mapExpiring(everybody, active, expires(2), now + 2 * day);
    expect(after).toMatchObject({ kind: "outOfScope", cause: "disabled" });
    expect(after).not.toHaveProperty("until");
  });
  test("out of scope, by a condition of assign", () => {
    const later = { ...nobody, where: "!ldapEnabled(user)" };
    expect(mapExpiring(later, {}, expires(1))).toMatchObject({
      kind: "outOfScope",
      cause: "unassigned",
      until: now + day,
    });
    expect(mapExpiring(later, {}, expires(1), now + day)).toMatchObject({ kind: "desired" });
  });
  test("rejected for another reason", () => {
    expect(mapExpiring(everybody, { ...active, title: "${user.email + 1}" }, expires(3))).toMatchObject({
      kind: "rejected",
      until: now + 3 * day,
    });
  });
  test("of several moments the first", () => {
    const both = { ...active, title: '${accountEnabled(user) ? "a" : "b"}', x: "${adExpired(user)}" };
    const input = inputOf({
      email: "ann@x.org",
      shadowexpire: expires(5),
      useraccountcontrol: "512",
      accountexpires: ((BigInt(now + day) + 11_644_473_600_000n) * 10_000n).toString(),
    });
    const desired = mappingOf(everybody, { userName: "${user.email}", ...both }, "any").map(input);
    expect(desired).toMatchObject({ kind: "desired", until: now + day });
  });
  test("who does not hang on it says nothing", () => {
    expect(mapExpiring(everybody, {}, expires(1))).not.toHaveProperty("until");
    expect(mapExpiring(everybody, active, "-1")).not.toHaveProperty("until");
  });
  test("an unreadable state rejects, naming the attribute, and is never taken for disabled", () => {
    expect(mapExpiring(everybody, { active: "${adEnabled(user)}" }, "1")).toEqual({
      kind: "rejected",
      reason:
        "active: userAccountControl is absent or no number, so whether the account is enabled is not known",
    });
  });
});

describe("references", () => {
  const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const resource = {
    userName: "ann",
    [enterprise]: { department: "R&D", manager: { value: makeReference("m1") } },
    x: [makeReference("m1"), makeReference("m2")],
  };
  const accounts: Readonly<Record<string, string>> = { m1: "id-1", m2: "id-2" };

  test("are replaced once the accounts are there", () => {
    expect(resolveReferences(resource, (key) => accounts[key])).toEqual({
      resource: {
        userName: "ann",
        [enterprise]: { department: "R&D", manager: { value: "id-1" } },
        x: ["id-1", "id-2"],
      },
      waiting: [],
    });
  });
  test("take their whole attribute, and nothing more, out until then", () => {
    const { resource: now, waiting } = resolveReferences(resource, (key) =>
      key === "m2" ? "id-2" : undefined,
    );
    expect(now).toEqual({ userName: "ann", [enterprise]: { department: "R&D" } });
    expect(waiting.map(({ path, keys }) => [path, keys])).toEqual([
      [`${enterprise}:manager`, ["m1"]],
      ["x", ["m1"]],
    ]);
  });
  test("ref() gives one, and nothing for nobody", () => {
    const template = { ...attributes, manager: { value: "${ref(user.manager_id)}" } };
    expect(mapUser(everybody, template, { ...ann, manager_id: " m1 " })).toMatchObject({
      resource: { manager: { value: makeReference("m1") } },
    });
    expect(mapUser(everybody, template, ann)).not.toHaveProperty("resource.manager");
  });
});
