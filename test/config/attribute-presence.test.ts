import { expect, test } from "vitest";
import { givesAttribute } from "../../src/config/attribute-presence.ts";

const URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const attributes = {
  userName: "${user.email}",
  name: { givenName: "x" },
  emails: [{ value: "x", type: "work" }],
  phoneNumbers: "${user.phones}",
  [URN]: { department: "x" },
};

test.each([
  ["username", true],
  ["urn:ietf:params:scim:schemas:core:2.0:User:userName", true],
  ["name.GivenName", true],
  ["name.familyName", false],
  ["emails.value", true],
  ['emails[type eq "work.x"].value', true],
  ["emails.display", false],
  ["phoneNumbers.value", true],
  [URN, true],
  [`${URN}:department`, true],
  [`${URN}:manager.value`, false],
  ["urn:other:2.0:User:department", false],
  ["toString", false],
])("%s: %s", (path, expected) => {
  expect(givesAttribute(attributes, path)).toBe(expected);
});
