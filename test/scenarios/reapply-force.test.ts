import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runIn } from "../cli/in-process.ts";
import { company, person } from "../support/company.ts";
import { changePerson, type Directory } from "../support/directory.ts";
import { install, type Installation } from "../support/installation.ts";
import { accountProviders } from "../support/providers.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { setCompanyScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const people = [
  person("a1", "Ann", "Ash", { privateEmail: "ann@home.example" }),
  person("b1", "Bob", "Birch"),
  person("c1", "Cyd", "Cole"),
];
const directory: Directory = { people, teams: [{ id: "g1", name: "Team", members: ["a1", "b1"] }] };
let server: SandboxServer;
let installation: Installation;

beforeAll(async () => {
  server = await startSandboxServer();
  installation = await install(server, {
    // A limit that any forced run would break, if it were counted.
    target: { guard: { updates: { count: 0, floor: 0 }, mapping: { count: 0, floor: 0 } } },
  });
  await installation.sync(directory);
});
afterAll(async () => {
  await server.close();
  await installation.remove();
});

async function run(...args: readonly string[]) {
  const seen = server.requests().total;
  const ran = await runIn(installation.folder, [...args, "--json"], { SCIM_TOKEN: server.token });
  const counts: Record<string, number> = {};
  for (const { method, path } of server.requests().requests.slice(seen)) {
    const what = `${method} ${/^\/\w+/.exec(path)?.[0]}`;
    if (/Users|Groups/.test(what)) counts[what] = (counts[what] ?? 0) + 1;
  }
  return { ...ran, counts, json: ran.stdout === "" ? {} : JSON.parse(ran.stdout) };
}

async function change(name: string, operations: readonly object[]): Promise<void> {
  const found = (await server.users()).find(({ userName }) => userName === name);
  const { status } = await plainClient(server).send("PATCH", `/Users/${found?.["id"] as string}`, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: operations,
  } as never);
  expect(status).toBe(200);
}

test("--reapply sends nothing that did not change; with --force each account is read and written once, each group written", async () => {
  expect((await run("sync", "--reapply")).counts).toEqual({});
  const { json } = await run("plan", "--reapply", "--force");
  const [plan] = json.plans;
  expect(plan.operations.map(({ kind }: { kind: string }) => kind)).toEqual(Array(4).fill("update"));
  expect(plan.forecast.requests).toBe(8); // and one look at ServiceProviderConfig
  expect(plan.notices).toEqual([expect.stringMatching(/3 accounts and 1 groups .* about 8 requests$/)]);
  const forced = await run("sync", "--reapply", "--force");
  expect(forced).toMatchObject({
    code: 0,
    counts: { "GET /Users": 3, "PATCH /Users": 3, "PATCH /Groups": 1 },
  });
  expect(forced.json.runs[0]).toMatchObject({
    guard: [],
    counts: { updated: 3, groupsUpdated: 1 },
    notSticky: [],
  });
  expect((await run("sync")).counts).toEqual({});
});

test("what somebody changed or took away there is as it was, and what is not ours stays", async () => {
  const before = (await server.users()).find(({ userName }) => userName === "ann.ash@example.com");
  await change("ann.ash@example.com", [
    { op: "replace", path: "title", value: "Queen" },
    { op: "remove", path: 'emails[type eq "home"]' },
    { op: "add", path: "emails", value: [{ value: "ann@other.example", type: "other" }] },
    { op: "remove", path: "phoneNumbers" },
    { op: "add", path: "nickName", value: "Annie" },
  ]);
  expect((await run("sync", "--reapply")).counts).toEqual({});
  expect(await run("sync", "--reapply", "--force")).toMatchObject({ code: 0 });
  const after = (await server.users()).find(({ userName }) => userName === "ann.ash@example.com");
  expect(after).toMatchObject({
    title: "Engineer",
    nickName: "Annie",
    phoneNumbers: before?.["phoneNumbers"],
  });
  const emails = after?.["emails"] as readonly { type: string; value: string }[];
  expect(emails.map(({ type, value }) => `${type} ${value}`).toSorted()).toEqual([
    "home ann@home.example",
    "other ann@other.example",
    "work ann.ash@example.com",
  ]);
});

test("what the source changed besides is held as ever, also by a later --reapply; --force alone is refused", async () => {
  const changed = changePerson(directory, "b1", { title: "Chief" });
  expect(await installation.sync(changed)).toMatchObject({ exitCode: 4 });
  expect(await run("sync", "--reapply")).toMatchObject({ code: 4, counts: {} });
  const forced = await run("sync", "--reapply", "--force");
  expect(forced).toMatchObject({ code: 4, counts: { "PATCH /Users": 2, "PATCH /Groups": 1 } });
  expect(forced.json.runs[0].guard).toMatchObject([{ guard: "updates", held: 1 }]);
  expect(await run("sync", "--force")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--reapply --force"),
  });
});

describe.each(accountProviders)("a company sent again at $title", ({ start }) => {
  test("is as it was, and nothing is left to do", async () => {
    const scene = await setCompanyScene(start);
    const { server, folder } = scene;
    const { code } = await runIn(folder, ["sync", "--reapply", "--force"], { SCIM_TOKEN: server.token });
    expect(code).toBe(0);
    await scene.expectHeld(company);
    await scene.expectNoRequests();
  });
});
