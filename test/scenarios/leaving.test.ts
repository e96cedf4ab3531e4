import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  type Directory,
  withoutPerson,
  withPeople,
  writeDirectory,
} from "../support/directory.ts";
import { install, type Installation } from "../support/installation.ts";
import { movableClock } from "../support/movable-clock.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const day = 86_400_000;
const clock = movableClock();
const people = [person("b1", "Bob", "Birch"), person("c1", "Cyd", "Cole")];
const attributes = {
  userName: "${user.email}",
  title: "${user.title}",
  active: '${user.phone != "off"}',
};
const users = {
  attributes,
  leavesWhen: 'user.title == "Terminated" ? "contract ended" : absent()',
};
const target = {
  assign: { where: 'user.department != "Elsewhere"' },
  // Here many leave of few.
  guard: {
    users: { floor: 100 },
    deletions: { floor: 100 },
    updates: { floor: 100 },
    allMembers: { floor: 100 },
  },
};

let server: SandboxServer;
let installation: Installation;
let leavers = 0;
/** Somebody new for each test, who has an account and is in the team. */
let key = "";
let here: Directory;

/**
 * Runs with a directory under a policy; gives the requests by verb and resource, without discovery and the two reads by
 * which a first removal of members is proven.
 */
async function bring(directory?: Directory, policy?: JsonObject): Promise<Readonly<Record<string, number>>> {
  if (policy !== undefined) installation.configure({ users: { ...users, ...policy } });
  const seen = server.requests().total;
  const report = await installation.sync(directory);
  expect(report).toMatchObject({ exitCode: 0, failures: [], guard: [] });
  const sent = server.requests().requests.slice(seen);
  const counts: Record<string, number> = {};
  for (const { method, path } of sent) {
    const what = `${method} ${/^\/\w+/.exec(path)?.[0]}`;
    if (what !== "GET /Groups" && /Users|Groups/.test(what)) counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

const off = { "PATCH /Users": 1 };
const out = { "PATCH /Groups": 1 };
const deleted = { "DELETE /Users": 1 };
const offAndOut = { ...off, ...out };

type Cause = "absent" | "mapped" | "unassigned" | "disabled";

/** How the directory says each. */
function without(cause: Cause): Directory {
  if (cause === "absent") return withoutPerson(here, key);
  if (cause === "mapped") return changePerson(here, key, { title: "Terminated" });
  if (cause === "unassigned") return changePerson(here, key, { department: "Elsewhere" });
  return changePerson(here, key, { phone: "off" });
}

async function account(): Promise<JsonObject | undefined> {
  return (await server.users()).find(({ userName }) => userName === nameOf(leavers));
}

async function isInTeam(id: unknown): Promise<boolean> {
  const [team] = await server.groups();
  const members = (team?.["members"] ?? []) as readonly JsonObject[];
  return members.some(({ value }) => value === id);
}

async function run(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runIn(installation.folder, args, { SCIM_TOKEN: server.token });
  if (stdout === "") throw new Error(stderr);
  return stdout;
}

/** Who leaves, of whom the test is. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
async function leaver(): Promise<any> {
  const { targets } = JSON.parse(await run("status", "--leaving", "--json")) as {
    targets: readonly { leaving: readonly { key: string }[] }[];
  };
  return targets[0]?.leaving.find((one) => one.key === key);
}

function nameOf(n: number): string {
  return `ann${n}@example.com`;
}

describe("at the sandbox", () => {
  beforeAll(async () => {
    server = await startSandboxServer({}, [], clock);
    installation = await install(server, { users, target }, clock);
  });
  afterAll(async () => {
    await server.close();
    await installation.remove();
  });
  beforeEach(async () => {
    leavers += 1;
    key = `x${leavers}`;
    const everybody = withPeople(
      { people, teams: [] },
      person(key, "Ann", "Ash", { email: nameOf(leavers) }),
    );
    here = { ...everybody, teams: [{ id: "g1", name: "Team", members: ["b1", "c1", key] }] };
    // Nobody of the tests before is left, and then the default policy holds.
    await bring(here, { deprovision: "delete" });
    installation.configure({ users });
  });

  describe("the table of leaving", () => {
    const label: Readonly<Record<Cause, string>> = {
      absent: "gone from the source",
      mapped: "contract ended (users.leavesWhen)",
      unassigned: "no clause of assign holds (left scope)",
      disabled: "users.attributes.active is false (disabled in the source)",
    };
    const causes = ["absent", "mapped", "unassigned", "disabled"] as const;
    const policies = ["deactivate", "delete", "leave"] as const;
    const rows = policies.flatMap((policy) => causes.map((cause) => [cause, policy] as const));
    const sent = { deactivate: offAndOut, delete: deleted, leave: out } as const;
    const others = { deactivate: "leave", delete: "leave", leave: "delete" } as const;

    test.each(rows)("%s: %s, whatever the others get", async (cause, policy) => {
      const before = await account();
      const every = Object.fromEntries(causes.map((one) => [one, others[policy]]));
      installation.configure({ users: { ...users, deprovision: { ...every, [cause]: policy } } });
      await writeDirectory(installation.folder, without(cause));
      expect(await run("plan")).toContain(label[cause]);
      expect(await bring()).toEqual(sent[policy]);
      expect((await account())?.["active"]).toBe(policy === "delete" ? undefined : policy === "leave");
      expect(await isInTeam(before?.["id"])).toBe(false);
      expect(await bring()).toEqual({});

      const back = await bring(here);
      const after = await account();
      expect(after?.["id"] === before?.["id"]).toBe(policy !== "delete");
      expect(back["POST /Users"] ?? 0).toBe(policy === "delete" ? 1 : 0);
      expect(after).toMatchObject({ active: true, title: "Engineer" });
      expect(await isInTeam(after?.["id"])).toBe(true);
      expect(await bring()).toEqual({});
    });
  });

  describe("the table of grace", () => {
    test("who leaves is listed with cause and dates; nothing is sent until the day, nor when they come back", async () => {
      const policy = { deactivateAfter: { absent: "7d" }, deleteAfter: { absent: "30d" } };
      const began = clock.now();
      expect(await bring(without("absent"), policy)).toEqual({});
      const listed = await leaver();
      expect(listed).toMatchObject({ departure: "absent", cause: "gone from the source", state: "active" });
      const days = (time: string) => Math.round((Date.parse(time) - began) / day);
      expect([listed.since, listed.deactivatesAt, listed.deletesAt].map(days)).toEqual([0, 7, 37]);
      expect(await run("status", "--leaving")).toMatch(
        /gone from the source, since .*; deactivated 20..-..-.. ..:..Z, deleted 20/,
      );
      expect(await bring(here)).toEqual({});
      expect(await leaver()).toBeUndefined();

      await bring(without("absent"));
      clock.pass(6 * day);
      expect(await bring()).toEqual({});
      clock.pass(day);
      expect(await bring()).toEqual(offAndOut);
      expect(await leaver()).toMatchObject({
        state: "deactivated",
        departure: "absent",
        deactivatesAt: null,
      });
      clock.pass(29 * day);
      expect(await bring()).toEqual({});
      clock.pass(day);
      expect(await bring()).toEqual(deleted);
      expect([await leaver(), await account()]).toEqual([undefined, undefined]);
    });

    test("another cause on the way: the policy is that of the new one, and access ends counted from the first day", async () => {
      await bring(without("unassigned"), { deactivateAfter: { unassigned: "30d", absent: "2d" } });
      clock.pass(3 * day);
      expect(await leaver()).toMatchObject({ departure: "unassigned" });
      expect(await bring(without("absent"))).toEqual(offAndOut);
    });

    test("whoever was switched off for long is not deleted on the first day of an absence", async () => {
      await bring(without("disabled"), { deleteAfter: { absent: "5d" } });
      expect(await leaver()).toBeUndefined();
      clock.pass(40 * day);
      expect(await bring(without("absent"))).toEqual({});
      expect(await leaver()).toMatchObject({ departure: "absent", state: "deactivated" });
      clock.pass(5 * day);
      expect(await bring()).toEqual(deleted);
    });

    test("whoever was let go of for one cause is not for another", async () => {
      const policy = { deprovision: { unassigned: "leave", absent: "delete" } };
      expect(await bring(without("unassigned"), policy)).toEqual(out);
      expect(await bring(without("absent"))).toEqual(deleted);
      expect(await bring()).toEqual({});
    });

    test("a guard holds what is deleted by a cause as any other, and the list says so", async () => {
      const guard = { ...target.guard, deletions: { count: 0, floor: 0 } };
      installation.configure({
        users: { ...users, deprovision: { mapped: "delete" } },
        target: { ...target, guard },
      });
      const report = await installation.sync(without("mapped"));
      expect(report).toMatchObject({ exitCode: 4, held: [{ key, operation: "delete" }] });
      expect(report.requests.total).toBe(0);
      expect(await leaver()).toMatchObject({ departure: "mapped", waits: { reason: "held" } });
      installation.configure({ target });
    });
  });

  describe("the table of what comes first", () => {
    test("access ends before anything else is written, also where updates are switched off", async () => {
      const titled = changePerson(without("mapped"), "b1", { title: "Chief" });
      const joined = withPeople(titled, person(`n${leavers}`, "Nina", "New"));
      const id = (await account())?.["id"] as string;
      const seen = server.requests().total;
      await bring(joined, {});
      const writes = server
        .requests()
        .requests.slice(seen)
        .filter(({ method }) => method !== "GET");
      expect(writes[0]?.path).toContain(id);
      expect(writes.length).toBeGreaterThan(3);
      await bring(here);

      const actions = { actions: ["create", "deactivate"] };
      expect(await bring(changePerson(without("mapped"), "c1", { title: "Chief" }), actions)).toEqual(
        offAndOut,
      );
      expect(await account()).toMatchObject({ active: false });
    });

    test("where the service deletes whom it switches off, a return makes the account anew, with its team", async () => {
      const before = await account();
      await bring(without("absent"), {});
      await plainClient(server).send("DELETE", `/Users/${before?.["id"] as string}`);
      expect(await bring(here)).toMatchObject({ "POST /Users": 1 });
      const after = await account();
      expect(after?.["id"]).not.toBe(before?.["id"]);
      expect(after).toMatchObject({ active: true });
      expect(await isInTeam(after?.["id"])).toBe(true);
      expect(await bring()).toEqual({});
    });
  });
});
