import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { compileGroupMapping } from "../../src/mapping/map-group.ts";
import { referencedKey } from "../../src/mapping/reference.ts";
import { everybody, inputOf, mappingOf, mapUser, type Person } from "./fixture.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ann = { id: "1", email: "ann@x.org", phones: ["1", "2"], enabled: true, count: 3, manager_id: "7" };

function resource(attributes: JsonObject, user: Person = ann): JsonObject {
  const desired = mapUser(everybody, { userName: "${user.email}", ...attributes }, user);
  if (desired.kind !== "desired") throw new Error(JSON.stringify(desired));
  return desired.resource;
}

describe("values are of their types", () => {
  test.each<[unknown, unknown]>([
    [true, true],
    [false, false],
    [0, 0],
    [1.5, 1.5],
    ["2026-01-02", "2026-01-02"],
    ["${user.enabled}", true],
    ["${!user.enabled}", false],
    ["${user.count}", 3],
    ["${1 + 2}", 3],
    ["${user.count > 2.0}", true],
    ['${timestamp("2026-01-02T03:04:05Z")}', "2026-01-02T03:04:05.000Z"],
    ['${generalizedTime("20260102030405Z")}', "2026-01-02T03:04:05.000Z"],
    ["${user.phones}", ["1", "2"]],
    [
      ["${user.phones}", "3"],
      ["1", "2", "3"],
    ],
    ['${{"a": user.count, "b": [user.enabled]}}', { a: 3, b: [true] }],
  ])("%j gives %j", (template, value) => {
    expect(resource({ custom: template as string })["custom"]).toEqual(value);
  });
  test("a reference stays one, wherever it stands", () => {
    const { manager } = resource({ manager: { value: "${ref(user.manager_id)}" } }) as {
      manager: { value: string };
    };
    expect(referencedKey(manager.value)).toBe("7");
  });
});

describe("several values from a list attribute", () => {
  const emails = 'user.phones.map(m, {"value": m, "type": "work", "primary": m == first(user.phones)})';
  const expected = [
    { value: "1", type: "work", primary: true },
    { value: "2", type: "work", primary: false },
  ];
  test("as the attribute, and as a part of it", () => {
    expect(resource({ emails: `\${${emails}}` })["emails"]).toEqual(expected);
    const other = { value: "${user.email}", type: "other" };
    expect(resource({ emails: [other, `\${${emails}}`] })["emails"]).toEqual([
      { value: "ann@x.org", type: "other" },
      ...expected,
    ]);
  });
  test("of a single value, and of none", () => {
    expect(resource({ emails: `\${${emails}}` }, { ...ann, phones: "5" })["emails"]).toEqual([
      { value: "5", type: "work", primary: true },
    ]);
    expect(resource({ emails: `\${${emails}}` }, { email: "x" })).not.toHaveProperty("emails");
  });
});

describe("schemas are filled in", () => {
  const extensions = {
    "urn:ietf:params:scim:schemas:extension:retool:2.0:User": {
      metadata: { team: "${user.id}", tier: "gold" },
    },
    "urn:ietf:params:scim:schemas:extension:docker:2.0:User": { dockerRole: "member" },
    "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User": {
      isFederatedUser: true,
      bypassNotification: true,
    },
  };
  test("with the extensions a service asks for, whose values keep their types", () => {
    expect(resource(extensions)).toEqual({
      ...extensions,
      "urn:ietf:params:scim:schemas:extension:retool:2.0:User": { metadata: { team: "1", tier: "gold" } },
      schemas: [core, ...Object.keys(extensions)],
      userName: "ann@x.org",
      active: true,
    });
  });
  test("for one user as for the next", () => {
    const mapping = mappingOf(everybody, { userName: "${user.email}", [enterprise]: { a: "${user.title}" } });
    const schemas = ["Head", undefined, "Head"].map((title) => {
      const user = { ...ann, ...(title !== undefined && { title }) };
      return (mapping.map(inputOf(user)) as { resource: JsonObject }).resource["schemas"];
    });
    expect(schemas).toEqual([[core, enterprise], [core], [core, enterprise]]);
  });
  test("a template's own stand, and lack no extension", () => {
    const extension = { [enterprise]: { department: "${user.id}" } };
    expect(resource({ schemas: [core], ...extension })["schemas"]).toEqual([core, enterprise]);
    expect(resource({ schemas: ["urn:x:1.0"] })["schemas"]).toEqual(["urn:x:1.0"]);
    expect(resource({ Schemas: [enterprise.toUpperCase()], ...extension })).toMatchObject({
      schemas: [enterprise.toUpperCase()],
    });
    expect(resource({ schemas: "${user.title}" })["schemas"]).toEqual([core]);
  });
  test("of groups, too", () => {
    const attributes = { displayName: "${group.name}", "urn:x:2.0:Group": { kind: "${group.kind}" } };
    const compile = createExpressionCompiler({ group: ["name", "kind"], groups: false });
    const groups = { attributes, push: ["*"] };
    const mapping = compileGroupMapping(groups, [], compile, []);
    const schemas = [{ name: "a", kind: "team" }, { name: "b" }].map((group) => {
      const desired = mapping.map("a", { group, target: "app", now: 0 });
      return desired.kind === "desired" ? desired.resource["schemas"] : desired;
    });
    const group = "urn:ietf:params:scim:schemas:core:2.0:Group";
    expect(schemas).toEqual([[group, "urn:x:2.0:Group"], [group]]);
  });
});

describe("names have no case", () => {
  test("active", () => {
    const attributes = { userName: "${user.email}", ACTIVE: "${user.enabled}" };
    expect(mapUser(everybody, attributes, ann)).toMatchObject({
      resource: { userName: "ann@x.org", active: true },
    });
    expect(resource({ Active: "${user.enabled}" })).not.toHaveProperty("Active");
    expect(mapUser(everybody, attributes, { ...ann, enabled: false })).toMatchObject({ cause: "disabled" });
  });
  test("userName, which keeps the spelling it was given", () => {
    expect(mapUser(everybody, { USERNAME: "${user.email}" }, ann)).toMatchObject({
      kind: "desired",
      resource: { USERNAME: "ann@x.org" },
    });
    expect(mapUser(everybody, { username: "${user.title}" }, ann)).toMatchObject({ kind: "rejected" });
  });
});

test("what holds no expression is made once, and all resources share it", () => {
  const mapping = mappingOf(everybody, {
    userName: "${user.email}",
    roles: [{ value: "staff", type: "x" }],
    emails: ["${user.email}", { value: "all@x.org" }],
  });
  const [one, other] = [ann, { ...ann, email: "bo@x.org" }].map((user) => {
    const desired = mapping.map(inputOf(user));
    if (desired.kind !== "desired") throw new Error(desired.kind);
    return desired.resource as { roles: object; emails: readonly object[] };
  });
  expect(one?.roles).toEqual([{ value: "staff", type: "x" }]);
  expect(one?.roles).toBe(other?.roles);
  expect(one?.emails[1]).toBe(other?.emails[1]);
});
