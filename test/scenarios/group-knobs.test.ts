import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import { type Directory, withMembers, withPeople } from "../support/directory.ts";
import { movableClock } from "../support/movable-clock.ts";
import { done, type Scene, setScene } from "../support/scene.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { groupSchema, userSchema } from "../support/servers/plain-client.ts";

const people = [person("a1", "Ann", "Ash"), person("b1", "Bob", "Birch"), person("c1", "Cyd", "Cole")];
const directory: Directory = {
  people,
  teams: [
    { id: "g1", name: "Team", members: ["a1", "b1"] },
    { id: "g2", name: "Crew", members: ["c1"] },
  ],
};
const relaxed = { guard: { allMembers: { floor: 50 }, members: { floor: 50 }, groups: { floor: 9 } } };

interface Stage extends Scene<SandboxServer> {
  command(...args: readonly string[]): Promise<string>;
  /** Makes something as somebody else does at the service; gives its id. */
  others(path: "Users" | "Groups", body: JsonObject): Promise<string>;
  /** Requests since the last call, such as `POST /Users`. */
  requests(): Readonly<Record<string, number>>;
  groups(): Promise<Readonly<Record<string, number>>>;
}

async function stage(connector: JsonObject, settings: JsonObject = {}): Promise<Stage> {
  const clock = movableClock();
  const start = () => startSandboxServer(connector, [], clock);
  const scene = await setScene(start, { target: relaxed, ...settings }, clock);
  const { server } = scene;
  let seen = 0;
  return {
    ...scene,
    async command(...args) {
      const { stdout, stderr } = await runIn(scene.folder, args, { SCIM_TOKEN: server.token });
      return stdout + stderr;
    },
    async others(path, body) {
      const origin = server.baseUrl.replace("/scim/v2", "");
      const answer = await fetch(`${origin}/_sandbox/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      return ((await answer.json()) as { id: string }).id;
    },
    requests() {
      const counts: Record<string, number> = {};
      for (const { method, path } of server.requests().requests.slice(seen)) {
        const what = `${method} ${/^\/\w+/.exec(path)?.[0]}`;
        counts[what] = (counts[what] ?? 0) + 1;
      }
      seen = server.requests().total;
      return counts;
    },
    async groups() {
      const found = await server.groups();
      return Object.fromEntries(
        found.map((group) => [
          group["displayName"] as string,
          ((group["members"] ?? []) as readonly unknown[]).length,
        ]),
      );
    },
  };
}

test("support: update: groups are linked to those of their name, never made or deleted, and who is missing is told", async () => {
  const at = await stage({ groups: { support: "update" } }, { groups: { push: ["*"], unpushed: "delete" } });
  await at.others("Groups", { schemas: [groupSchema], displayName: "Team" });
  const report = await at.sync(directory);
  expect(report.failures).toMatchObject([{ key: "g2", code: "missing" }]);
  expect(at.requests()).not.toHaveProperty("POST /Groups");
  expect(await at.groups()).toEqual({ Team: 2 });
  expect((await at.sync()).requests.total).toBe(0);
  await at.sync(withMembers(directory, "g1", "a1", "c1"));
  expect(await at.groups()).toEqual({ Team: 2 });
  expect((await at.sync()).requests.total).toBe(0);

  await at.others("Groups", { schemas: [groupSchema], displayName: "Crew" });
  await at.command("retry", "g2");
  expect(await at.groups()).toEqual({ Team: 2, Crew: 1 });
  at.requests();
  await at.sync({ people, teams: directory.teams.filter(({ id }) => id === "g1") });
  expect(at.requests()).not.toHaveProperty("DELETE /Groups");
  expect(Object.keys(await at.groups())).toEqual(["Team", "Crew"]);
});

test("support: read: no group is pushed, which is no error", async () => {
  const at = await stage({ groups: { support: "read" } });
  await at.others("Groups", { schemas: [groupSchema], displayName: "Team" });
  expect(await at.sync(directory)).toMatchObject({ exitCode: 0, failures: [] });
  expect(await at.command("validate")).toMatch(/notice.*lets nobody write groups|lets nobody write groups/);
  expect(at.requests()).not.toHaveProperty("POST /Groups");
  expect(await at.groups()).toEqual({ Team: 0 });
  await at.expectNoRequests();
});

test("nested: refused: groups are flattened, and nested: push is told what to write", async () => {
  const at = await stage({ groups: { nested: "refused" } });
  const [team, crew] = directory.teams;
  if (team === undefined || crew === undefined) throw new Error("there are two teams");
  await at.sync({ people, teams: [team, { ...crew, parent: "g1" }] });
  expect(await at.groups()).toEqual({ Team: 3, Crew: 1 });
  await at.expectNoRequests();
  at.configure({ groups: { push: ["*"], nested: "push" } });
  await expect(at.sync()).rejects.toThrow(/takes no groups in groups; write nested: flatten/);
});

test("membersPerGroup: a group that more people join than may be stays as it is, and others go on", async () => {
  const at = await stage({ groups: { membersPerGroup: 2 } });
  await at.sync(directory);
  const crowded = withMembers(withMembers(directory, "g1", "a1", "b1", "c1"), "g2", "c1", "a1");
  const report = await at.sync(crowded);
  expect(report.failures).toMatchObject([{ key: "g1", code: "too_many_members", state: "rejected" }]);
  expect(report.failures[0]?.detail).toBe("would have 3 members, and this service takes 2 in a group");
  expect(await at.groups()).toEqual({ Team: 2, Crew: 2 });
  expect(await at.command("plan")).toContain("would have 3 members");
  expect((await at.sync()).requests.total).toBe(0);
  const third = { id: "g3", name: "All", members: ["a1", "b1", "c1"] };
  await at.sync({ ...directory, teams: [...directory.teams, third] });
  expect(await at.groups()).toEqual({ Team: 2, Crew: 1 });
  const smaller = { ...directory, teams: [...directory.teams, { ...third, members: ["b1", "c1"] }] };
  expect(done(await at.sync(smaller))).toMatchObject({ groupsCreated: 1 });
  await at.expectNoRequests();
});

test.each(["refused", "findNobody", "findEverybody"])(
  "filterBy: what no filter may ask for is looked for in the list (other filters: %s)",
  async (otherFilters) => {
    const matching = { filterBy: ["userName"], otherFilters };
    const at = await stage({ matching }, { users: { match: ["userName", "externalId"] } });
    const known = { schemas: [userSchema], userName: "old.name@example.com", externalId: "a1" };
    const id = await at.others("Users", known);
    expect(done(await at.sync(directory))).toMatchObject({ created: 2, linked: 1 });
    const asked = at.server
      .requests()
      .requests.map(({ path }) => decodeURIComponent(path))
      .filter((path) => path.includes("filter="));
    expect(asked.filter((path) => /externalId|displayName/.test(path))).toEqual([]);
    const users = await at.server.users();
    expect(users).toHaveLength(3);
    expect(users.find((user) => user["id"] === id)).toMatchObject({ userName: "ann.ash@example.com" });
    await at.expectNoRequests();
  },
);

test("shows: own: a name that somebody takes who is not shown fails with what to do", async () => {
  const at = await stage({ reads: { shows: "own" } });
  await at.others("Users", { schemas: [userSchema], userName: "ann.ash@example.com" });
  const report = await at.sync(directory);
  expect(report.failures).toMatchObject([{ key: "a1", code: "taken_unseen", httpStatus: 409 }]);
  expect(report.failures[0]?.remedy).toContain("links set KEY ID");
  expect(done(report)).toMatchObject({ created: 2 });
  expect((await at.sync(withPeople(directory, person("d1", "Dan", "Dorn")))).counts.created).toBe(1);
});

test("rules of a connector keep from being sent what the service would refuse", async () => {
  const rules = {
    userName: { reserved: ["bob*"], sameAs: "emails[primary eq true].value" },
    emails: { types: ["work", "home"], primary: true },
  };
  const at = await stage({ users: { rules } });
  const report = await at.sync(directory);
  expect(report.failures).toMatchObject([{ key: "b1", code: "rule_broken" }]);
  expect(report.failures[0]?.detail).toContain("is kept by the service for itself");
  expect(report.counts.created).toBe(2);
  expect((await at.sync()).requests.total).toBe(0);
});
