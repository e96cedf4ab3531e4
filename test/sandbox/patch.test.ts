import { expect, test } from "vitest";
import { enterpriseUrn, patchUrn, start } from "./client.ts";

const work = { value: "b@work.com", type: "work", primary: true };
const home = { value: "b@home.com", type: "home" };
const babs = {
  title: "Guide",
  name: { givenName: "Barbara", familyName: "Jensen" },
  emails: [work, home],
  [enterpriseUrn]: { department: "Tours", manager: { value: "26118915" } },
  "urn:example:1.0:User": { badge: 7 },
};

async function patched(...operations: readonly object[]) {
  const { patch, user } = await start();
  const answer = await patch(`/Users/${await user("babs", babs)}`, ...operations);
  expect(answer.body).toMatchObject(
    answer.status === 200 ? { userName: expect.any(String) } : { status: "400" },
  );
  return answer;
}

/** RFC 7644 section 3.5.2: an operation, and what the resource then has. */
const rules: readonly [string, object, object][] = [
  ["add sets what was not there", { op: "add", path: "nickName", value: "Babs" }, { nickName: "Babs" }],
  ["add replaces a single value", { op: "add", path: "title", value: "Boss" }, { title: "Boss" }],
  [
    "add merges a complex value",
    { op: "add", path: "name", value: { middleName: "J" } },
    { name: { ...babs.name, middleName: "J" } },
  ],
  [
    "add without a path takes attributes",
    { op: "add", value: { nickName: "B", emails: [{ value: "c@x", type: "other" }] } },
    { nickName: "B", emails: [work, home, { value: "c@x", type: "other" }] },
  ],
  ["add does not repeat a value", { op: "add", path: "emails", value: [home] }, { emails: [work, home] }],
  [
    "add takes one value of many without a list",
    { op: "add", path: "emails", value: { value: "d" } },
    { emails: [work, home, { value: "d" }] },
  ],
  [
    "a new primary value takes the place of the old",
    { op: "add", path: "emails", value: [{ value: "p", primary: true }] },
    { emails: [{ ...work, primary: false }, home, { value: "p", primary: true }] },
  ],
  [
    "a value made primary takes the place of the old",
    { op: "replace", path: 'emails[type eq "home"].primary', value: true },
    {
      emails: [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    },
  ],
  [
    "add to chosen values merges",
    { op: "add", path: 'emails[type eq "home"]', value: { display: "H" } },
    { emails: [work, { ...home, display: "H" }] },
  ],
  [
    "replace sets what was not there",
    { op: "replace", path: "nickName", value: "Babs" },
    { nickName: "Babs" },
  ],
  [
    "replace sets one part",
    { op: "replace", path: "name.givenName", value: "B" },
    { name: { ...babs.name, givenName: "B" } },
  ],
  [
    "replace leaves parts that are not given",
    { op: "replace", path: "name", value: { givenName: "B" } },
    { name: { ...babs.name, givenName: "B" } },
  ],
  [
    "replace clears a part given as null",
    { op: "replace", path: "name", value: { givenName: null } },
    { name: { familyName: "Jensen" } },
  ],
  ["replace sets a whole list", { op: "replace", path: "emails", value: [home] }, { emails: [home] }],
  ["replace with no values clears", { op: "replace", path: "emails", value: [] }, { emails: undefined }],
  ["replace with null clears", { op: "replace", path: "title", value: null }, { title: undefined }],
  [
    "replace sets a part of the chosen value",
    { op: "replace", path: 'emails[type eq "WORK"].value', value: "new" },
    { emails: [{ ...work, value: "new" }, home] },
  ],
  [
    "replace sets a chosen value whole",
    { op: "replace", path: 'emails[type eq "work"]', value: { value: "new" } },
    { emails: [{ value: "new" }, home] },
  ],
  [
    "replace sets a part of every value",
    { op: "replace", path: "emails.display", value: "D" },
    {
      emails: [
        { ...work, display: "D" },
        { ...home, display: "D" },
      ],
    },
  ],
  ["remove clears one value", { op: "remove", path: "title" }, { title: undefined }],
  ["remove clears a part", { op: "remove", path: "name.givenName" }, { name: { familyName: "Jensen" } }],
  [
    "remove takes out chosen values",
    { op: "remove", path: 'emails[type eq "home" or value co "nobody"]' },
    { emails: [work] },
  ],
  [
    "remove takes out a part of chosen values",
    { op: "remove", path: "emails[primary eq true].primary" },
    { emails: [{ value: work.value, type: "work" }, home] },
  ],
  [
    "remove of values that are not there does nothing",
    { op: "remove", path: 'emails[type eq "other"]' },
    { emails: [work, home] },
  ],
  ["remove clears all values", { op: "remove", path: "emails" }, { emails: undefined }],
  ["remove of the last value clears", { op: "remove", path: "emails[value pr]" }, { emails: undefined }],
  [
    "an extension's attribute goes by colon",
    { op: "replace", path: `${enterpriseUrn}:department`, value: "HR" },
    { [enterpriseUrn]: { ...babs[enterpriseUrn], department: "HR" } },
  ],
  [
    "and its parts by dot",
    { op: "add", path: `${enterpriseUrn}:manager.value`, value: "9" },
    { [enterpriseUrn]: { department: "Tours", manager: { value: "9" } } },
  ],
  [
    "an extension may be given as an object",
    { op: "add", value: { [enterpriseUrn]: { division: "D" } } },
    { [enterpriseUrn]: { ...babs[enterpriseUrn], division: "D" } },
  ],
  [
    "an extension may be a path",
    { op: "replace", path: enterpriseUrn, value: { department: "HR" } },
    { [enterpriseUrn]: { ...babs[enterpriseUrn], department: "HR" } },
  ],
  ["an extension may be removed", { op: "remove", path: enterpriseUrn }, { [enterpriseUrn]: undefined }],
  [
    "core attributes may be named in full",
    { op: "replace", path: "urn:ietf:params:scim:schemas:core:2.0:User:title", value: "T" },
    { title: "T" },
  ],
  [
    "names have no case",
    { op: "replace", path: "NAME.GIVENNAME", value: "B" },
    { name: { ...babs.name, givenName: "B" } },
  ],
  [
    "other extensions take values as they are",
    { op: "add", path: "urn:example:1.0:User:team", value: { a: [1] } },
    { "urn:example:1.0:User": { badge: 7, team: { a: [1] } } },
  ],
  [
    "and lose them",
    { op: "remove", path: "urn:example:1.0:User:badge" },
    { "urn:example:1.0:User": undefined },
  ],
  [
    "the password is taken and not shown",
    { op: "replace", path: "password", value: "s3cret" },
    { password: undefined },
  ],
  ["externalId may be set", { op: "add", path: "externalId", value: "x" }, { externalId: "x" }],
];

test.each(rules)("%s", async (_, operation, expected) => {
  const { status, body } = await patched(operation);
  expect(status).toBe(200);
  for (const [name, value] of Object.entries(expected)) expect(body[name]).toEqual(value);
  const untouched = Object.entries(babs).filter(([name]) => !(name in expected));
  for (const [name, value] of untouched) expect(body[name]).toEqual(value);
});

test.each<[string, object, string]>([
  ["an op in upper case", { op: "Replace", path: "title", value: "x" }, "invalidSyntax"],
  ["an unknown op", { op: "move", path: "title", value: "x" }, "invalidSyntax"],
  ["no op", { path: "title", value: "x" }, "invalidSyntax"],
  ["no value", { op: "add", path: "title" }, "invalidValue"],
  ["a bare value without a path", { op: "replace", value: "x" }, "invalidValue"],
  ["remove without a path", { op: "remove" }, "noTarget"],
  ["a path that cannot be read", { op: "replace", path: "emails[type eq", value: "x" }, "invalidPath"],
  ["a path that is no string", { op: "replace", path: 7, value: "x" }, "invalidPath"],
  ["an unknown attribute in the path", { op: "replace", path: "shoe", value: "x" }, "invalidPath"],
  ["an unknown part in the path", { op: "replace", path: "name.shoe", value: "x" }, "invalidPath"],
  ["an unknown attribute in the value", { op: "replace", value: { shoe: 1 } }, "invalidSyntax"],
  ["a dotted name in the value", { op: "replace", value: { "name.givenName": "x" } }, "invalidSyntax"],
  ["a polluting path", { op: "add", path: "__proto__", value: { a: 1 } }, "invalidPath"],
  ["an inherited name", { op: "add", path: "constructor", value: "x" }, "invalidPath"],
  [
    "an unknown part in the filter",
    { op: "replace", path: 'emails[shoe eq "x"].value', value: "x" },
    "invalidFilter",
  ],
  [
    "a boolean compared with a string",
    { op: "replace", path: 'emails[primary eq "true"].value', value: "x" },
    "invalidFilter",
  ],
  ["a filter on one value", { op: "replace", path: 'name[givenName eq "x"]', value: {} }, "invalidPath"],
  [
    "replace of values that are not there",
    { op: "replace", path: 'emails[type eq "other"].value', value: "x" },
    "noTarget",
  ],
  [
    "add to values that are not there",
    { op: "add", path: 'emails[type eq "other"].value', value: "x" },
    "noTarget",
  ],
  ["parts of no values", { op: "replace", path: "roles.display", value: "x" }, "noTarget"],
  ["the wrong type", { op: "replace", path: "active", value: "False" }, "invalidValue"],
  ["one value for a list", { op: "replace", path: "emails", value: home }, "invalidValue"],
  ["remove with a value", { op: "remove", path: "emails", value: [home] }, "invalidValue"],
  ["the id", { op: "replace", path: "id", value: "x" }, "mutability"],
  ["meta", { op: "replace", path: "meta.created", value: "x" }, "mutability"],
  ["groups", { op: "add", path: "groups", value: [{ value: "x" }] }, "mutability"],
  ["a read-only part", { op: "add", path: `${enterpriseUrn}:manager.displayName`, value: "x" }, "mutability"],
  ["userName removed", { op: "remove", path: "userName" }, "mutability"],
  ["userName null", { op: "replace", value: { userName: null } }, "mutability"],
  ["userName blank", { op: "replace", path: "userName", value: "" }, "invalidValue"],
])("refuses %s", async (_, operation, scimType) => {
  const { status, body } = await patched(operation);
  expect([status, body.scimType]).toEqual([400, scimType]);
});

test.each<[string, unknown]>([
  ["no schemas", { Operations: [{ op: "remove", path: "title" }] }],
  ["no operations", { schemas: [patchUrn], Operations: [] }],
  ["no list", { schemas: [patchUrn], Operations: {} }],
  ["an operation that is none", { schemas: [patchUrn], Operations: [null] }],
  ["a list", []],
])("refuses a request with %s", async (_, body) => {
  const { call, user } = await start();
  const answer = await call("PATCH", `/Users/${await user("a")}`, body);
  expect([answer.status, answer.body.scimType]).toEqual([400, "invalidSyntax"]);
});

test("all operations or none", async () => {
  const { call, patch, user } = await start();
  const id = await user("a", { title: "old" });
  const before = (await call("GET", `/Users/${id}`)).body;
  const failing = await patch(
    `/Users/${id}`,
    { op: "replace", path: "title", value: "new" },
    { op: "replace", path: "userName", value: "b" },
    { op: "replace", path: "active", value: "no" },
  );
  expect(failing.status).toBe(400);
  expect((await call("GET", `/Users/${id}`)).body).toEqual(before);
});

test("operations see what those before them did", async () => {
  const { body } = await patched(
    { op: "add", path: "emails", value: [{ value: "o", type: "other" }] },
    { op: "replace", path: 'emails[type eq "other"].value', value: "O" },
    { op: "remove", path: 'emails[type ne "other"]' },
  );
  expect(body.emails).toEqual([{ value: "O", type: "other" }]);
});

test("what changes nothing leaves the version", async () => {
  const { body } = await patched(
    { op: "replace", path: "title", value: "Guide" },
    { op: "add", path: "emails", value: [home] },
  );
  expect(body.meta.version).toBe('W/"1"');
  expect(body.meta.lastModified).toBe(body.meta.created);
});

test("the id of the resource itself may be sent along", async () => {
  const { patch, user } = await start();
  const id = await user("a");
  expect((await patch(`/Users/${id}`, { op: "replace", value: { id, title: "T" } })).body.title).toBe("T");
  expect((await patch(`/Users/${id}`, { op: "replace", value: { id: "other" } })).body.scimType).toBe(
    "mutability",
  );
});

test("a userName taken by another is refused", async () => {
  const { patch, user } = await start();
  await user("a");
  const answer = await patch(`/Users/${await user("b")}`, { op: "replace", path: "userName", value: "A" });
  expect([answer.status, answer.body.scimType]).toEqual([409, "uniqueness"]);
});
