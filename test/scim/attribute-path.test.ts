import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseAttributeName } from "../../src/scim/attribute-name.ts";
import {
  type AttributePath,
  AttributePathSyntaxError,
  formatAttributePath,
  parseAttributePath,
} from "../../src/scim/attribute-path.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

test.each<[string, AttributePath]>([
  ["userName", { attribute: "userName" }],
  ["name.givenName", { attribute: "name", subAttribute: "givenName" }],
  ["members.$ref", { attribute: "members", subAttribute: "$ref" }],
  [enterprise, { attribute: enterprise }],
  [`${enterprise}:department`, { schema: enterprise, attribute: "department" }],
  [`${enterprise}:manager.value`, { schema: enterprise, attribute: "manager", subAttribute: "value" }],
  [
    'emails[type eq "work"]',
    {
      attribute: "emails",
      filter: { op: "eq", attribute: { attribute: "type" }, value: "work" },
    },
  ],
  [
    'emails[value eq "a]b.c"].display',
    {
      attribute: "emails",
      filter: { op: "eq", attribute: { attribute: "value" }, value: "a]b.c" },
      subAttribute: "display",
    },
  ],
  [
    "urn:example:1.0:User:things[type pr].value",
    {
      schema: "urn:example:1.0:User",
      attribute: "things",
      filter: { op: "pr", attribute: { attribute: "type" } },
      subAttribute: "value",
    },
  ],
])("reads and writes %s", (text, path) => {
  expect(parseAttributePath(text)).toEqual(path);
  expect(formatAttributePath(path)).toBe(text);
});

test("known schemas settle where a URN ends", () => {
  const schemas = ["urn:acme:1.0:user:custom", "urn:acme:1.0:user"];
  expect(parseAttributeName("urn:acme:1.0:user:custom", schemas)).toEqual({
    attribute: "urn:acme:1.0:user:custom",
  });
  expect(parseAttributeName("URN:acme:1.0:User:custom:badge.no", schemas)).toEqual({
    schema: "URN:acme:1.0:User:custom",
    attribute: "badge",
    subAttribute: "no",
  });
});

test.each([
  "",
  " ",
  "user name",
  "name.",
  ".name",
  "name.a.b",
  "emails[",
  "emails]",
  "emails[]",
  "emails[type eq work]",
  'emails[type eq "work"',
  'emails[type eq "work"]value',
  'emails[type eq "work"].a.b',
  'emails[type eq "work"].urn:a:b:c',
  'emails.value[type eq "work"]',
  'emails[type[value eq "x"]]',
  "urn:",
  "urn:a:b:",
  "__proto__",
  "1st",
])("refuses %j", (text) => {
  expect(() => parseAttributePath(text)).toThrow(AttributePathSyntaxError);
});

test("any text is read or refused with the named error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      try {
        const path = parseAttributePath(text);
        expect(parseAttributePath(formatAttributePath(path))).toEqual(path);
      } catch (error) {
        expect(error).toBeInstanceOf(AttributePathSyntaxError);
      }
    }),
  );
});
