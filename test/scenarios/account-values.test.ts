import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  type Directory,
  withPeople,
  writeDirectory,
} from "../support/directory.ts";
import { movableClock } from "../support/movable-clock.ts";
import { done, type Scene, setScene } from "../support/scene.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { userSchema } from "../support/servers/plain-client.ts";
import { configOf } from "../support/written-config.ts";

const directory: Directory = {
  people: [person("a1", "Ann", "Ash"), person("b1", "Bob", "Birch")],
  teams: [{ id: "g1", name: "Team", members: ["a1", "b1"] }],
};
const [ann, bob] = ["ann.ash@example.com", "bob.birch@example.com"];
const titled = changePerson(directory, "a1", { title: "Chief" });

interface Stage extends Scene<SandboxServer> {
  account(userName?: string): Promise<JsonObject>;
  command(...args: readonly string[]): Promise<string>;
  /** Asks the sandbox itself. */
  besides(path: string, body: JsonObject): Promise<string>;
  /** Writes about users since the last call, by verb. */
  writes(): Readonly<Record<string, number>>;
  /** A second plan is empty, and so is the look at what is there. */
  expectSettled(): Promise<void>;
}

async function stage(connector: JsonObject, users: JsonObject = {}): Promise<Stage> {
  const clock = movableClock();
  const scene = await setScene(() => startSandboxServer(connector, [], clock), { users }, clock);
  const { server } = scene;
  let seen = 0;
  return {
    ...scene,
    async account(userName = ann) {
      return (await server.users()).find((user) => user["userName"] === userName) ?? {};
    },
    async command(...args) {
      const file = join(scene.folder, "scimsync.yaml");
      if (!existsSync(file)) await writeFile(file, JSON.stringify(configOf(server, { users })));
      const { stdout, stderr } = await runIn(scene.folder, args, { SCIM_TOKEN: server.token });
      return stdout + stderr;
    },
    async besides(path, body) {
      const origin = server.baseUrl.replace("/scim/v2", "");
      const answer = await fetch(`${origin}/_sandbox/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      return answer.status === 201 ? ((await answer.json()) as { id: string }).id : "";
    },
    writes() {
      const counts: Record<string, number> = {};
      for (const { method, path } of server.requests().requests.slice(seen)) {
        if (path.startsWith("/Users") && method !== "GET") counts[method] = (counts[method] ?? 0) + 1;
      }
      seen = server.requests().total;
      return counts;
    },
    async expectSettled() {
      await scene.expectNoRequests();
      const looked = await scene.sync(undefined, "reconcile");
      expect(looked).toMatchObject({ failures: [], notSticky: [] });
      expect(looked.drift?.users).toMatchObject({ drifted: 0, missing: 0 });
      expect(looked.requests.byMethod).not.toMatchObject({ PATCH: expect.anything() as number });
    },
  };
}

test("create: adopts: the plan warns, and who was there is brought in line and is not taken for ours", async () => {
  const at = await stage({ users: { create: "adopts" } }, { deprovision: "delete" });
  const known = { schemas: [userSchema], userName: ann, title: "Director", nickName: "Annie" };
  const id = await at.besides("Users", known);
  await writeDirectory(at.folder, directory);
  expect(await at.command("plan")).toMatch(/2 accounts are to be made at a service that may take in one/);
  expect(done(await at.sync(directory))).toMatchObject({ created: 1, linked: 1 });
  expect(at.writes()).toEqual({ POST: 2, PATCH: 1 });
  expect(await at.account()).toMatchObject({ id, title: "Engineer", nickName: "Annie" });
  await at.expectSettled();
  at.writes();
  const nobody = { people: [], teams: directory.teams.map((team) => ({ ...team, members: [] })) };
  at.configure({ target: { guard: { users: { floor: 9 }, allMembers: { floor: 9 } } } });
  await at.sync({ ...nobody, people: [person("z1", "Zoe", "Zorn")] });
  // Ours is deleted, theirs only switched off.
  expect(at.writes()).toEqual({ POST: 1, DELETE: 1, PATCH: 1 });
  expect(await at.account()).toMatchObject({ active: false });
});

test("created: active: whoever shall not be active is not made at all", async () => {
  const at = await stage(
    { users: { created: "active" } },
    { attributes: { userName: "${user.email}", active: '${user.title != "off"}' } },
  );
  await at.sync(changePerson(directory, "b1", { title: "off" }));
  expect(at.writes()).toEqual({ POST: 1 });
  expect(await at.account()).toMatchObject({ active: true });
  await at.sync(directory);
  await at.sync(changePerson(directory, "b1", { title: "off" }));
  expect(await at.account(bob)).toMatchObject({ active: false });
  await at.expectSettled();
});

test("created: invited: whoever has not accepted is neither drift nor switched on again", async () => {
  const at = await stage({ users: { created: "invited" } });
  const first = await at.sync(directory);
  expect(first).toMatchObject({ failures: [], notSticky: [] });
  expect(at.writes()).toEqual({ POST: 2 });
  await at.expectSettled();
  expect((await at.sync(titled)).failures).toEqual([]);
  expect(await at.account()).toMatchObject({ active: false, title: "Chief" });
  at.writes();
  await at.sync(undefined, "reapply");
  await at.expectSettled();
  expect(at.writes()).toEqual({});

  await at.besides("activate", { userName: ann });
  await at.expectSettled();
  // From now on she is missed when somebody switches her off.
  const id = (await at.account())["id"] as string;
  await fetch(`${at.server.baseUrl}/Users/${id}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${at.server.token}`, "content-type": "application/scim+json" },
    body: JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "active", value: false }],
    }),
  });
  expect((await at.sync(undefined, "reconcile")).drift?.users).toMatchObject({ drifted: 1 });
  expect(await at.account()).toMatchObject({ active: true });
});

test.each(["ignored", "isId"])("externalId: %s", async (externalId) => {
  const at = await stage({ users: { externalId } });
  await at.sync(directory);
  expect(await at.account()).toMatchObject(externalId === "isId" ? { id: "a1", externalId: "a1" } : {});
  expect((await at.account())["externalId"]).toBe(externalId === "isId" ? "a1" : undefined);
  await at.expectSettled();
  expect(done(await at.sync(titled))).toEqual({ updated: 1 });
  await at.expectSettled();
});

test("putDefaults: every PUT says what would become something else", async () => {
  const at = await stage({
    users: { update: "put", putDefaults: { active: false, title: "Guest" }, putOmission: "clears" },
  });
  await at.sync(directory);
  expect(done(await at.sync(changePerson(directory, "a1", { phone: "+49 30 1" })))).toEqual({ updated: 1 });
  expect(await at.account()).toMatchObject({ active: true, title: "Engineer" });
  await at.expectSettled();
});

test("refuses: left out of everything that is sent, with one notice in a plan", async () => {
  const at = await stage({ users: { refuses: ["title", "phoneNumbers", "name.familyName"] } });
  await writeDirectory(at.folder, directory);
  const plan = await at.command("plan");
  expect(plan.match(/makes requests fail/g)).toHaveLength(1);
  expect(plan).toContain("title, phoneNumbers, name.familyName");
  expect((await at.sync(directory)).failures).toEqual([]);
  const { title, phoneNumbers, name } = await at.account();
  expect([title, phoneNumbers, name]).toEqual([undefined, undefined, { givenName: "Ann" }]);
  await at.sync(changePerson(titled, "a1", { given: "Anna" }));
  expect(await at.account()).toMatchObject({ name: { givenName: "Anna" } });
  await at.expectSettled();
});

test("drops and lowerCases: what is not kept as it came is not compared, from the first day on", async () => {
  const at = await stage({ users: { drops: ["title"], lowerCases: ["displayName", "emails.value"] } });
  const mixed = changePerson(directory, "a1", { email: "Ann.ASH@example.com" });
  expect((await at.sync(mixed)).notSticky).toEqual([]);
  expect(await at.account("Ann.ASH@example.com")).toMatchObject({ displayName: "ann ash" });
  await at.expectSettled();
  at.writes();
  await at.sync(changePerson(mixed, "a1", { title: "Chief", email: "Ann.Ash@example.com" }));
  expect(at.writes()).toEqual({ PATCH: 1 });
  await at.expectSettled();
});

test("immutable: what cannot be changed is told once, and everything else is sent", async () => {
  const at = await stage({
    users: { immutable: ["userName", "emails.value"] },
    groups: { immutable: ["displayName"] },
  });
  await at.sync(directory);
  const moved = changeTeam(changePerson(titled, "a1", { title: "Chief", email: "ann@example.com" }), "g1", {
    name: "Crew",
  });
  await writeDirectory(at.folder, moved);
  const plan = await at.command("plan");
  expect(plan).toMatch(/userName of ann\.ash@example\.com is to become another, and is not sent/);
  expect(plan).toMatch(/displayName of Team is to become another.*change it there by hand/);
  at.writes();
  const report = await at.sync(moved);
  expect(report).toMatchObject({ exitCode: 0, failures: [] });
  expect(report.notices.filter((notice) => notice.includes("is to become another"))).toHaveLength(3);
  expect(at.writes()).toEqual({ PATCH: 1 });
  expect(await at.account()).toMatchObject({ title: "Chief" });
  expect((await at.server.groups())[0]).toMatchObject({ displayName: "Team" });
  await at.expectSettled();
  const again = await at.sync(undefined, "reapply");
  expect([again.notices, again.requests.total]).toEqual([[], 0]);

  // Gone and back, under the name that the account was made with.
  at.configure({ target: { guard: { users: { floor: 9 }, allMembers: { floor: 9 } } } });
  await at.sync({ ...moved, people: moved.people.filter(({ id }) => id !== "a1") });
  expect((await at.sync(moved)).failures).toEqual([]);
  expect(await at.account()).toMatchObject({ active: true, title: "Chief" });
  await at.expectSettled();
});

test("volatile: what the service makes of a value is neither drift nor a value that was not kept", async () => {
  const at = await stage({ users: { volatile: ["displayName"] } });
  expect((await at.sync(directory)).notSticky).toEqual([]);
  expect(await at.account()).toMatchObject({ displayName: "Ann Ash (edited)" });
  await at.expectSettled();
  at.configure({ target: { verify: 5 } });
  const changed = await at.sync(changePerson(directory, "a1", { given: "Anna" }));
  expect(changed.verified).toMatchObject({ drifted: [] });
  at.configure({ target: {} });
  at.writes();
  await at.expectSettled();
  expect(at.writes()).toEqual({});
});

test("warnings of the connector are shown by plan, by check, and by the first run of a config alone", async () => {
  const at = await stage({ guide: { warnings: ["Switching off deletes the account."] } });
  await writeDirectory(at.folder, directory);
  expect((await at.command("plan")).match(/Switching off deletes/g)).toHaveLength(1);
  const { plans } = JSON.parse(await at.command("plan", "--json")) as {
    plans: readonly { notices: readonly string[] }[];
  };
  expect(plans[0]?.notices).toEqual(["A dialect: Switching off deletes the account."]);
  expect((await at.sync(directory)).notices).toHaveLength(1);
  expect((await at.sync()).notices).toEqual([]);
  expect((await at.command("check")).match(/Switching off deletes/g)).toHaveLength(1);
  const more = withPeople(directory, person("c1", "Cyd", "Cole"));
  await writeDirectory(at.folder, more);
  expect((await at.command("plan")).match(/Switching off deletes/g)).toHaveLength(1);
  expect(await at.sync(more)).toMatchObject({ notices: [], counts: { created: 1 } });
});
