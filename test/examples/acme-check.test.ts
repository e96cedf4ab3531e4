import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { root } from "./program.ts";

type Resource = Record<string, unknown>;

interface Expected {
  readonly emptyHolding: () => unknown;
  readonly readDirectory: (folder: string) => Promise<unknown>;
  readonly holdingAfter: (before: unknown, directory: unknown) => unknown;
}

interface Check {
  readonly checkProvider: (
    provider: Sandbox,
    wanted: unknown,
  ) => Promise<{ differences: string[]; summary: string }>;
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(path.join(tmpdir(), "acme-check-"));
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

test("says nothing when the provider holds what the directory says, nested members included", async () => {
  const { wanted } = await twoPeople();
  const { differences, summary } = await (await check()).checkProvider(sandbox, wanted);
  expect(differences).toEqual([]);
  expect(summary).toBe("2 active accounts, 0 switched off, 2 groups with 3 members");
});

test("whoever has left must be switched off and in no group", async () => {
  const { wanted, ann, parent, child } = await twoPeople();
  await writeDirectory([bob]);
  const { holdingAfter, readDirectory } = await expected();
  const next = holdingAfter(wanted, await readDirectory(folder));
  const { checkProvider } = await check();
  expect(subjects((await checkProvider(sandbox, next)).differences)).toEqual([
    "user 01: active",
    "group G1: members",
    "group G2: members",
  ]);
  await patch(`/Users/${ann}`, { op: "replace", path: "active", value: false });
  for (const group of [parent, child])
    await patch(`/Groups/${group}`, { op: "remove", path: `members[value eq "${ann}"]` });
  expect((await checkProvider(sandbox, next)).differences).toEqual([]);
});

test("names each field that differs, each absent and each surplus resource", async () => {
  const { wanted, ann, bob, parent, child } = await twoPeople();
  await patch(`/Users/${ann}`, { op: "replace", path: "title", value: "Queen" });
  await patch(`/Users/${bob}`, { op: "remove", path: `${enterprise}:manager` });
  await patch(`/Users/${bob}`, { op: "replace", path: "nickName", value: "Bobby" });
  await patch(`/Groups/${parent}`, { op: "remove", path: `members[value eq "${ann}"]` });
  await request("DELETE", `/Groups/${child}`);
  await post("/Users", { schemas: [core("User")], userName: "stranger", externalId: "99" });
  const { differences } = await (await check()).checkProvider(sandbox, wanted);
  expect(subjects(differences)).toEqual([
    "user 99: the provider holds it, the directory does not give it",
    "user 01: title",
    `user 02: ${enterprise}`,
    "user 02: nickName",
    "group G1: members",
    "group G2: the provider does not hold it",
  ]);
  expect(differences[1]).toBe('user 01: title: wanted "Head of \\"Special\\" Projects", found "Queen"');
});

const ann = '01,Ann,,ann@acme.example,"Head of ""Special"" Projects",IT,,,,active';
const bob = "02,Bob,Ødegård,bob@acme.example,,IT,Oslo,+47 1,01,active";

/** Ann, who is in a nested group, and Bob, whose manager she is, in files and at the provider. */
async function twoPeople() {
  await writeDirectory([ann, bob]);
  const { emptyHolding, holdingAfter, readDirectory } = await expected();
  const annId = await post("/Users", {
    ...user("01", "ann@acme.example", "Ann", { givenName: "Ann" }),
    title: 'Head of "Special" Projects',
    [enterprise]: { employeeNumber: "01", department: "IT" },
  });
  const bobId = await post("/Users", {
    ...user("02", "bob@acme.example", "Bob Ødegård", { givenName: "Bob", familyName: "Ødegård" }),
    phoneNumbers: [{ value: "+47 1", type: "work" }],
    addresses: [{ locality: "Oslo", type: "work" }],
    [enterprise]: { employeeNumber: "02", department: "IT", manager: { value: annId } },
  });
  const parent = await post("/Groups", group("G1", "dept-it", [annId, bobId]));
  const child = await post("/Groups", group("G2", "eng-core", [annId]));
  const wanted = holdingAfter(emptyHolding(), await readDirectory(folder));
  return { wanted, ann: annId, bob: bobId, parent, child };
}

async function writeDirectory(people: readonly string[]): Promise<void> {
  const files = {
    people: [
      "employee_id,first_name,last_name,email,title,department,location,phone,manager_id,status",
      ...people,
    ],
    groups: ["group_id,name,parent", "G1,dept-it,", "G2,eng-core,G1", "G3,loc-oslo,"],
    memberships: ["group_id,employee_id", "G1,02", "G2,01", "G3,02"],
  };
  for (const [name, lines] of Object.entries(files))
    await writeFile(path.join(folder, `${name}.csv`), lines.map((line) => `${line}\n`).join(""));
}

function user(key: string, email: string, displayName: string, name: Resource): Resource {
  const emails = [{ value: email, type: "work", primary: true }];
  const schemas = [core("User"), enterprise];
  return { schemas, userName: email, externalId: key, name, displayName, active: true, emails };
}

function group(key: string, displayName: string, members: readonly string[]): Resource {
  const values = members.map((value) => ({ value }));
  return { schemas: [core("Group")], externalId: key, displayName, members: values };
}

function core(type: string): string {
  return `urn:ietf:params:scim:schemas:core:2.0:${type}`;
}

async function post(where: string, resource: Resource): Promise<string> {
  const answer = await request("POST", where, resource);
  return ((await answer.json()) as { id: string }).id;
}

async function patch(where: string, operation: Resource): Promise<void> {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
  await request("PATCH", where, { schemas, Operations: [operation] });
}

async function request(method: string, where: string, body?: Resource): Promise<Response> {
  const headers = { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" };
  const answer = await fetch(`${sandbox.url}${where}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Differences without the values. */
function subjects(differences: readonly string[]): readonly string[] {
  return differences.map((text) => text.replace(/: wanted .*$/s, ""));
}

function expected(): Promise<Expected> {
  return load("expected.js");
}

function check(): Promise<Check> {
  return load("check.js");
}

/** The demo is plain JavaScript that tsc does not see. */
async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(path.join(root, "examples", "acme", name)).href)) as T;
}
