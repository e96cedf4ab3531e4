import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  type Directory,
  withoutPerson,
  withPeople,
  writeDirectory,
} from "../support/directory.ts";
import { install, type Installation, type TargetSettings } from "../support/installation.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { configOf } from "../support/written-config.ts";

const people = [person("a1", "Ann", "Ash"), person("b1", "Bob", "Birch"), person("c1", "Cyd", "Cole")];
const directory: Directory = { people, teams: [{ id: "g1", name: "Team", members: ["a1", "b1", "c1"] }] };
/** Somebody joins both teams, one of them new; Bob has another title, Cyd is gone. */
const nina = person("n1", "Nina", "New");
const next: Directory = {
  people: withoutPerson(changePerson(withPeople(directory, nina), "b1", { title: "Chief" }), "c1").people,
  teams: [
    { id: "g1", name: "Team", members: ["a1", "b1", "n1"] },
    { id: "g2", name: "Choir", members: ["n1"] },
  ],
};
let server: SandboxServer;
let installation: Installation;

beforeAll(async () => {
  server = await startSandboxServer();
  installation = await install(server);
  await installation.sync(directory);
});
afterAll(async () => {
  await server.close();
  await installation.remove();
});

/** From now on, for the command line as well. */
async function configure(settings: TargetSettings): Promise<void> {
  installation.configure(settings);
  await writeFile(join(installation.folder, "scimsync.yaml"), JSON.stringify(configOf(server, settings)));
}

async function run(...args: readonly string[]) {
  const seen = server.requests().total;
  const ran = await runIn(installation.folder, args, { SCIM_TOKEN: server.token });
  const counts: Record<string, number> = {};
  for (const { method, path } of server.requests().requests.slice(seen)) {
    const what = `${method} ${/^\/\w+/.exec(path)?.[0]}`;
    if (method !== "GET") counts[what] = (counts[what] ?? 0) + 1;
  }
  return { ...ran, counts };
}

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
async function json(...args: readonly string[]): Promise<any> {
  const { stdout, stderr } = await run(...args, "--json");
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

test("who may not be made is pending, and listed with the reason", async () => {
  await configure({ users: { actions: ["update", "deactivate"] } });
  await installation.sync(withPeople(directory, nina));
  const { targets } = await json("status", "--pending");
  expect(targets).toMatchObject([
    {
      target: "app",
      total: 1,
      reasons: { pending: 1 },
      pending: [{ key: "n1", reason: "pending", code: null }],
    },
  ]);
  expect((await run("status", "--pending")).stdout).toMatch(
    /^app: 1 user waits for an account: 1 not allowed by actions; .*\n {2}n1 \[n1\]: not allowed by actions: has no account/,
  );
  expect((await run("status")).stdout).toContain("who waits for an account: scimsync status --pending");
});

test("provision makes their accounts and adds them to teams that are there, and does nothing else", async () => {
  await configure({ users: { actions: ["create", "update", "deactivate"] } });
  await writeDirectory(installation.folder, next);
  const done = await run("provision");
  expect(done).toMatchObject({ code: 0, counts: { "POST /Users": 1, "PATCH /Groups": 1 } });
  const users = await server.users();
  expect(users.map(({ active, title }) => [active, title])).toEqual(users.map(() => [true, "Engineer"]));
  const [team, ...others] = await server.groups();
  expect(users).toHaveLength(4);
  expect(team?.["members"]).toHaveLength(4);
  expect(others).toEqual([]);
  expect(await run("provision")).toMatchObject({ code: 0, counts: {} });
});

test("the next sync does all that waited", async () => {
  const report = await installation.sync();
  expect(report).toMatchObject({
    exitCode: 0,
    counts: { created: 0, updated: 1, deactivated: 1, groupsCreated: 1, membersAdded: 1, membersRemoved: 1 },
  });
  expect((await installation.sync()).requests.total).toBe(0);
});

test("by key it tells five steps of each, and makes nobody else", async () => {
  const twin = person("t1", "Twin", "Two", { email: "ann.ash@example.com" });
  const outside = person("o1", "Out", "Side", { department: "Elsewhere" });
  const late = person("l1", "Lee", "Late");
  await configure({ users: {}, target: { assign: { where: 'user.department != "Elsewhere"' } } });
  await writeDirectory(
    installation.folder,
    withPeople(next, twin, outside, late, person("z1", "Zoe", "Zed")),
  );
  const { people, runs } = await json("provision", "l1", "o1", "a1");
  expect(runs).toMatchObject([{ mode: "provision", counts: { created: 1 } }]);
  const told = Object.fromEntries(
    people.map((one: { key: string; steps: readonly { result: string }[] }) => [
      one.key,
      one.steps.map(({ result }) => result),
    ]),
  );
  expect(told).toEqual({
    l1: ["done", "done", "done", "done", "done"],
    o1: ["done", "failed", "skipped", "skipped", "skipped"],
    a1: ["done", "done", "done", "done", "skipped"],
  });
  expect(people[0].steps[2].detail).toBe("nobody there by userName, externalId");
  expect(people[0].steps[3].resource).toMatchObject({ userName: "lee.late@example.com" });
  const text = (await run("provision", "o1")).stdout;
  expect(text).toMatch(
    /^o1 at app\n {2}read {3}ok {7}people\.csv:\d+\n {2}scope {2}stopped {2}no clause of assign/,
  );
  const refused = await run("provision", "t1", "--json");
  const [{ steps }] = (JSON.parse(refused.stdout) as { people: [{ steps: object[] }] }).people;
  expect(refused.code).toBe(3);
  expect(steps.at(-1)).toMatchObject({ step: "push", result: "failed" });
  expect(await run("provision", "g1")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("g1 is a group"),
  });
  expect(await run("provision", "nobody")).toMatchObject({ code: 2 });
  expect((await installation.sync()).counts).toMatchObject({ created: 1 });
});

test("under an unchanged mapping, too, nothing of what waits is taken for done", async () => {
  await installation.sync(next);
  const { people: known } = next;
  const later = person("v1", "Vic", "Very");
  await writeDirectory(
    installation.folder,
    changePerson({ ...next, people: [...known, later] }, "a1", { title: "Dean" }),
  );
  expect(await run("provision")).toMatchObject({ code: 0, counts: { "POST /Users": 1 } });
  expect((await installation.sync()).counts).toMatchObject({ created: 0, updated: 1 });
});
