import { describe, expect, test } from "vitest";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { enterpriseUrn, start, userUrn } from "./client.ts";

const emails = [
  { value: "a@work.example", type: "work", primary: true },
  { value: "a@home.example", type: "home" },
];
const account = {
  name: { givenName: "Ann", familyName: "Ash" },
  active: true,
  title: "old",
  emails,
  [enterpriseUrn]: { department: "D", costCenter: "C" },
};

/** What a server with the quirk answers to the operations, and holds afterwards. */
async function patched(quirk: QuirkName, ...operations: readonly object[]) {
  const { user, patch, sandbox } = await start({ quirks: [quirk] });
  const answer = await patch(`/Users/${await user("ann", account)}`, ...operations);
  return { status: answer.status, held: sandbox.users()[0] as Record<string, unknown> };
}

const off = { op: "replace", path: "active", value: false };
const offByObject = { op: "replace", value: { active: false } };
const department = `${enterpriseUrn}:department`;
const removeHome = { op: "remove", path: 'emails[type eq "home"]' };

describe("2xx that did nothing, or the wrong thing", () => {
  const rows: readonly {
    quirk: QuirkName;
    operation: object;
    held: object;
  }[] = [
    { quirk: "textBooleansIgnored", operation: { ...off, value: "False" }, held: { active: true } },
    {
      quirk: "textBooleansIgnored",
      operation: { op: "replace", value: { active: "False" } },
      held: { active: true },
    },
    { quirk: "textBooleansIgnored", operation: off, held: { active: false } },
    { quirk: "deactivationIgnored", operation: off, held: { active: true } },
    { quirk: "deactivationIgnored", operation: offByObject, held: { active: true } },
    { quirk: "deactivationNeedsNoPath", operation: off, held: { active: true } },
    { quirk: "deactivationNeedsNoPath", operation: offByObject, held: { active: false } },
    { quirk: "capitalOpsIgnored", operation: { ...off, op: "Replace" }, held: { active: true } },
    { quirk: "capitalOpsIgnored", operation: off, held: { active: false } },
    {
      quirk: "extensionPathSplit",
      operation: { op: "replace", path: department, value: "E" },
      held: {
        [enterpriseUrn]: account[enterpriseUrn],
        "urn:ietf:params:scim:schemas:extension:enterprise:2": { "0:User:department": "E" },
      },
    },
    {
      quirk: "extensionObjectReplaces",
      operation: { op: "replace", value: { [enterpriseUrn]: { department: "E" } } },
      held: { [enterpriseUrn]: { department: "E" } },
    },
    {
      quirk: "nameObjectReplaces",
      operation: { op: "replace", value: { name: { givenName: "Anna" } } },
      held: { name: { givenName: "Anna" } },
    },
    {
      quirk: "nameObjectReplaces",
      operation: { op: "replace", path: "name", value: { givenName: "Anna" } },
      held: { name: { givenName: "Anna" } },
    },
    {
      quirk: "dottedPathLiteral",
      operation: { op: "replace", path: "name.givenName", value: "Anna" },
      held: { name: account.name, "name.givenName": "Anna" },
    },
    {
      quirk: "dottedKeysLiteral",
      operation: { op: "replace", value: { "name.givenName": "Anna", title: "new", [department]: "E" } },
      held: { name: account.name, "name.givenName": "Anna", title: "new", [department]: "E" },
    },
    { quirk: "removeByTypeIgnored", operation: removeHome, held: { emails } },
    {
      quirk: "removeLeavesNull",
      operation: removeHome,
      held: { emails: [emails[0], { value: null, type: "home" }] },
    },
    {
      quirk: "replaceEmailsMerges",
      operation: { op: "replace", path: "emails", value: [{ value: "b@work.example", type: "work" }] },
      held: { emails: [emails[1], { value: "b@work.example", type: "work" }] },
    },
    {
      quirk: "addEmailsReplaces",
      operation: { op: "add", path: "emails", value: [{ value: "c@other.example", type: "other" }] },
      held: { emails: [{ value: "c@other.example", type: "other" }] },
    },
    {
      quirk: "emailTypeOther",
      operation: { op: "replace", path: "emails", value: [emails[0]] },
      held: { emails: [{ ...emails[0], type: "other" }] },
    },
    {
      quirk: "unknownPathStored",
      operation: { op: "replace", path: "shoeSize", value: 42 },
      held: { shoeSize: 42 },
    },
  ];
  test.each(rows)("$quirk: $operation", async ({ quirk, operation, held }) => {
    const result = await patched(quirk, operation);
    expect(result.status).toBe(200);
    expect(result.held).toMatchObject(held);
    for (const [name, value] of Object.entries(held)) expect(result.held[name]).toEqual(value);
  });

  test("notAtomic, as against a strict server", async () => {
    const operations = [
      { op: "replace", path: "title", value: "new" },
      { op: "replace", path: "shoeSize", value: 42 },
    ];
    const half = await patched("notAtomic", ...operations);
    expect([half.status, half.held["title"]]).toEqual([400, "new"]);
    const none = await patched("numericIds", ...operations);
    expect([none.status, none.held["title"]]).toEqual([400, "old"]);
  });

  test("putKeeps, but for what is null or an empty list", async () => {
    const { user, call, sandbox } = await start({ quirks: ["putKeeps"] });
    const path = `/Users/${await user("ann", account)}`;
    const body = { schemas: [userUrn], userName: "ann", name: { givenName: null }, emails: [] };
    expect((await call("PUT", path, body)).status).toBe(200);
    const [held] = sandbox.users();
    expect(held).toMatchObject({ title: "old", active: true, [enterpriseUrn]: account[enterpriseUrn] });
    expect(held?.["name"]).toEqual({ familyName: "Ash" });
    expect(held).not.toHaveProperty("emails");
  });
});

/** What a server with the quirk answers to requests about an account. */
async function asked(quirk: QuirkName) {
  const client = await start({ quirks: [quirk] });
  const made = await client.call("POST", "/Users", { schemas: [userUrn], userName: "ann", ...account });
  const path = `/Users/${made.body.id}`;
  const patch = await client.patch(path, { op: "replace", path: "title", value: "new" });
  const got = await client.call("GET", path);
  const [listed] = (await client.call("GET", "/Users")).body.Resources;
  return { ...client, made, path, patch, got, listed };
}

describe("the form of answers", () => {
  test("patchAnswers204", async () => {
    const { patch, got } = await asked("patchAnswers204");
    expect([patch.status, patch.body]).toEqual([204, undefined]);
    expect(got.body.title).toBe("new");
  });

  test("writesAnswerIdOnly", async () => {
    const { made, patch, got } = await asked("writesAnswerIdOnly");
    expect(Object.keys(made.body)).toEqual(["id"]);
    expect(patch.body).toEqual(made.body);
    expect(got.body).toMatchObject({ userName: "ann", title: "new" });
  });

  test("coreUnderUrn", async () => {
    const { got, listed } = await asked("coreUnderUrn");
    expect(got.body).toMatchObject({
      id: expect.any(String) as string,
      [userUrn]: { userName: "ann", title: "new" },
      [enterpriseUrn]: account[enterpriseUrn],
    });
    expect(got.body).not.toHaveProperty("userName");
    expect(listed).toEqual(got.body);
  });

  test("numericIds, also of members, and taken back as text", async () => {
    const { call, group, got, path } = await asked("numericIds");
    const id = got.body.id as unknown;
    expect(id).toBe(1001);
    const team = await group("g", [String(id)]);
    expect(team).toBe(1002);
    expect((await call("GET", "/Groups/1002")).body.members[0].value).toBe(id);
    expect((await call("GET", path)).body.groups[0].value).toBe(1002);
  });

  test("activeHidden and activeAsText", async () => {
    expect((await asked("activeHidden")).got.body).not.toHaveProperty("active");
    const { made, listed } = await asked("activeAsText");
    expect([made.body.active, listed.active]).toEqual(["True", "True"]);
  });
});
