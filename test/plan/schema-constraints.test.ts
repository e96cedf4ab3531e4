import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { type AttributeRules, layRules } from "../../src/connector/attribute-rule.ts";
import { makeReference } from "../../src/mapping/reference.ts";
import { readPaths } from "../../src/plan/attribute-path-set.ts";
import { compileSchemaRules, type SchemaRules } from "../../src/plan/schema-constraints.ts";
import { readSchemas } from "../../src/scim/schema.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const acme = "urn:example:acme:2.0:User";

function plural(name: string, more: JsonObject = {}): JsonObject {
  const type = { name: "type", type: "string", canonicalValues: ["work", "home"] };
  return {
    name,
    type: "complex",
    multiValued: true,
    subAttributes: [{ name: "value", type: "string", ...more }, type, { name: "primary", type: "boolean" }],
  };
}

const attributes: readonly Json[] = [
  { name: "userName", type: "string", required: true },
  { name: "title", type: "string", multiValued: false },
  { name: "active", type: "boolean" },
  { name: "level", type: "integer" },
  { name: "cost", type: "decimal" },
  { name: "since", type: "dateTime" },
  { name: "profileUrl", type: "reference" },
  { name: "userType", type: "string", canonicalValues: ["Employee", "Contractor"] },
  { name: "code", type: "string", caseExact: true, canonicalValues: ["a"] },
  {
    name: "name",
    type: "complex",
    subAttributes: [
      { name: "familyName", type: "string", required: true },
      { name: "givenName", type: "string" },
    ],
  },
  plural("emails", { required: true }),
  {
    name: "groups",
    type: "complex",
    multiValued: true,
    mutability: "readOnly",
    subAttributes: [{ name: "value" }],
  },
];

const extension: readonly Json[] = [
  { name: "role", type: "string", canonicalValues: ["admin", "member"], required: true },
  { name: "seats", type: "integer" },
];

interface Asked {
  readonly template?: JsonObject;
  readonly rules?: AttributeRules;
  readonly secret?: readonly string[];
  readonly more?: readonly Json[];
}

function rulesFor({ template = {}, rules = {}, secret = [], more = [] }: Asked): SchemaRules {
  const schemas =
    readSchemas([
      { id: core.toUpperCase(), attributes: [...attributes, ...more] },
      { id: acme, attributes: extension },
    ]) ?? [];
  const stated = layRules([{ by: "users.rules", rules }]);
  return compileSchemaRules({ type: "User", schemas, template, stated, secret: readPaths(secret, template) });
}

function broken(resource: JsonObject, asked: Asked = {}): readonly string[] {
  const { check } = rulesFor({ ...asked, template: { ...resource, ...asked.template } });
  return check(resource).map(({ message }) => message.replace(" (the target's /Schemas)", ""));
}

describe("values that a target's /Schemas refuses", () => {
  test.each<[string, JsonObject, string | undefined]>([
    ["a boolean", { active: true }, undefined],
    ["text for a boolean", { active: "yes" }, 'active: "yes" is no boolean: true or false, without quotes'],
    [
      "text for a boolean in a list",
      { emails: [{ value: "a", primary: "true" }] },
      'emails.primary: "true" is no boolean: true or false, without quotes',
    ],
    ["an integer", { level: 3 }, undefined],
    ["a fraction for an integer", { level: 3.5 }, "level: 3.5 is no whole number"],
    ["text for an integer", { level: "3" }, 'level: "3" is no whole number'],
    ["a number", { cost: 3.5 }, undefined],
    ["text for a number", { cost: "3.5" }, 'cost: "3.5" is no number'],
    ["a date and time", { since: "2026-01-31T09:00:00Z" }, undefined],
    [
      "a date and time with an offset and parts of a second",
      { since: "2026-01-31T09:00:00.123+02:00" },
      undefined,
    ],
    ["a date alone, which providers fill up", { since: "2026-01-31" }, undefined],
    [
      "another date",
      { since: "31.01.2026" },
      'since: "31.01.2026" is no date and time, such as 2026-01-31T09:00:00Z',
    ],
    [
      "a day that there is not",
      { since: "2026-13-31" },
      'since: "2026-13-31" is no date and time, such as 2026-01-31T09:00:00Z',
    ],
    ["a reference", { profileUrl: "https://x.org" }, undefined],
    ["a number for a reference", { profileUrl: 7 }, "profileUrl: 7 is no reference: text"],
    ["a canonical value in another case", { userType: "employee" }, undefined],
    [
      "none of the canonical values",
      { userType: "Staff" },
      'userType: "Staff" is none of Employee, Contractor',
    ],
    ["a canonical value in another case, where case counts", { code: "A" }, 'code: "A" is none of a'],
    [
      "a kind of a value, for which canonical values are suggestions",
      { emails: [{ value: "a", type: "desk" }] },
      undefined,
    ],
    ["a list for one value", { title: ["a", "b"] }, "title: takes one value, and would be given a list"],
    [
      "one value for a list",
      { emails: { value: "a" } },
      "emails: takes a list, and would be given a single value",
    ],
    [
      "names in another case",
      { ACTIVE: "yes" },
      'active: "yes" is no boolean: true or false, without quotes',
    ],
    ["an extension's value", { [acme]: { role: "owner" } }, `${acme}:role: "owner" is none of admin, member`],
    [
      "an extension's type",
      { [acme]: { role: "admin", seats: "1" } },
      `${acme}:seats: "1" is no whole number`,
    ],
    // What strict providers may refuse and others take is theirs to judge.
    ["a number for text", { title: 7 }, undefined],
    ["text for an object", { name: "Ann" }, undefined],
    ["an object for text", { title: { value: "x" } }, undefined],
    ["whether one value or many, where the schema does not say", { userType: ["Employee"] }, undefined],
    ["what a schema does not know", { shoeSize: 38, "urn:example:other": { x: 1 } }, undefined],
    ["read-only attributes", { groups: 7 }, undefined],
    [
      "a reference to an account that is not known yet",
      { level: makeReference("e1"), userType: makeReference("e1") },
      undefined,
    ],
  ])("%s", (_, resource, message) => {
    expect(broken(resource)).toEqual(message === undefined ? [] : [message]);
  });

  test("a required value that the template gives and a record lacks", () => {
    const template = { userName: "${user.a}", name: { givenName: "${user.b}", familyName: "${user.c}" } };
    expect(broken({ userName: "ann", name: { givenName: "Ann" } }, { template })).toEqual([
      "name.familyName: is empty, and must have a value",
    ]);
    expect(broken({ name: { familyName: "Lee" } }, { template })).toEqual([
      "userName: is empty, and must have a value",
    ]);
    // Required below an object is asked of those who have the object.
    expect(broken({ userName: "ann" }, { template })).toEqual([]);
  });

  test("a required value of an extension is asked of those who have the extension", () => {
    const template = { [acme]: { role: "${user.a}", seats: "${user.b}" } };
    expect(broken({}, { template })).toEqual([]);
    expect(broken({ [acme]: { seats: 1 } }, { template })).toEqual([
      `${acme}:role: is empty, and must have a value`,
    ]);
  });

  test("nothing is missed in what an expression makes", () => {
    expect(broken({ name: { givenName: "Ann" } }, { template: { name: "${user.name}" } })).toEqual([]);
    expect(broken({ emails: [{ type: "work" }] }, { template: { emails: "${user.emails}" } })).toEqual([]);
    const odd = { template: { emails: "${user.emails}" } };
    expect(broken({ emails: [{ value: "a", primary: 1 }] }, odd)).toEqual([
      "emails.primary: 1 is no boolean: true or false, without quotes",
    ]);
  });

  test("each rule has a name of its own, the same for all who break it", () => {
    const rules = rulesFor({ template: { level: "${user.a}", userType: "${user.b}" } });
    const names = (resource: JsonObject) => rules.check(resource).map(({ rule }) => rule);
    expect(names({ level: "x", userType: "y" })).toEqual(["level type", "userType canonical"]);
    expect(names({ level: "z", userType: "w" })).toEqual(["level type", "userType canonical"]);
  });

  test("nothing of a secret is shown", () => {
    expect(broken({ level: "s3cret" }, { secret: ["level"] })).toEqual([
      "level: the value is no whole number",
    ]);
  });

  test("a provider that does not describe users asks nothing of them", () => {
    const schemas = readSchemas({ id: "urn:slack:Users", attributes: [...attributes] }) ?? [];
    const situation = {
      type: "User",
      schemas,
      template: { level: "x", shoe: "y" },
      stated: [],
      secret: [],
    } as const;
    const rules = compileSchemaRules(situation);
    expect([rules.notices, rules.check({ level: "x" })]).toEqual([[], []]);
  });
});

describe("what config and connector say comes before the schema", () => {
  const resource = { userType: "Staff", title: ["a"], name: { givenName: "Ann" }, level: "x" };
  const template = { name: { givenName: "x", familyName: "y" } };

  test("a rule of theirs takes the place of the schema's of the same kind", () => {
    const rules = {
      USERTYPE: { enum: ["Staff"] },
      title: { single: false },
      "name.familyName": { required: false },
    };
    expect(broken(resource, { template, rules })).toEqual(['level: "x" is no whole number']);
    expect(
      broken(resource, { template, rules: { userType: { maxLength: 9 }, level: { required: true } } }),
    ).toHaveLength(4);
  });

  test("off silences all of it, below an object too", () => {
    const rules = { level: "off", name: "off", userType: "off", title: "off" } as const;
    expect(broken(resource, { template, rules })).toEqual([]);
    expect(broken({ [acme]: { role: "owner" } }, { rules: { [acme]: "off" } })).toEqual([]);
  });
});

function notices(asked: Asked): readonly string[] {
  return rulesFor(asked).notices;
}

describe("what is only said, once", () => {
  test("attributes that the schema does not know", () => {
    const template = {
      externalId: "x",
      nickNam: "x",
      userName: "x",
      name: { familyName: "x", middle: "x" },
      emails: [{ value: "x", $ref: "x", usage: "x" }],
      [acme]: { role: "x", colour: "x" },
      "urn:example:other": { x: "x" },
    };
    expect(notices({ template })).toEqual([
      `users.attributes: nickNam, name.middle, emails.usage, ${acme}:colour, urn:example:other: not in the target's /Schemas, so perhaps ignored or refused`,
    ]);
    const rules = {
      nickNam: "off",
      "name.middle": "off",
      "emails.usage": "off",
      [acme]: "off",
      "urn:example:other": "off",
    } as const;
    expect(notices({ template, rules })).toEqual([]);
  });

  test("read-only ones", () => {
    const template = { userName: "x", groups: [{ value: "x" }] };
    expect(notices({ template })).toEqual([
      "users.attributes: groups: read-only by the target's /Schemas, so perhaps ignored or refused",
    ]);
  });

  test("required ones that the template does not give", () => {
    const more = [
      { name: "locale", required: true },
      { name: "meta", required: true },
      { name: "seen", required: true, mutability: "readOnly" },
    ];
    expect(notices({ template: { name: { givenName: "x" }, [acme]: { seats: 1 } }, more })).toEqual([
      `users.attributes: userName, name.familyName, locale, ${acme}:role: required by the target's /Schemas, and not in users.attributes`,
    ]);
  });

  test("kinds of values that it does not suggest", () => {
    const template = {
      userName: "x",
      emails: [
        { value: "x", type: "desk" },
        { value: "x", type: "WORK" },
        { value: "x", type: "${user.a}" },
      ],
    };
    expect(notices({ template })).toEqual([
      'users.attributes: emails.type "desk": none of the values that the target\'s /Schemas suggests',
    ]);
  });
});
