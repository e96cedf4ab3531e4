import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import { changePerson, type Directory, withoutPerson, writeDirectory } from "../support/directory.ts";
import { movableClock } from "../support/movable-clock.ts";
import { done, type Scene, setScene } from "../support/scene.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";

const day = 86_400_000;
const directory: Directory = {
  people: [person("a1", "Ann", "Ash"), person("b1", "Bob", "Birch"), person("c1", "Cyd", "Cole")],
  teams: [{ id: "g1", name: "Team", members: ["a1", "b1"] }],
};
const gone = withoutPerson(directory, "a1");
const titled = changePerson(directory, "a1", { title: "Chief" });
const ann = "ann.ash@example.com";
const relaxed = { guard: { allMembers: { floor: 50 }, deletions: { floor: 9 }, users: { floor: 9 } } };

interface Stage extends Scene<SandboxServer> {
  /** Runs a sync and gives the requests about users by verb; a second plan must be empty. */
  day(directory: Directory, mode?: "sync" | "reconcile"): Promise<Readonly<Record<string, number>>>;
  account(): Promise<JsonObject | undefined>;
  members(): Promise<number>;
  command(...args: readonly string[]): Promise<string>;
  pass(days: number): void;
}

/** A service with this profile, after a first run. */
async function stage(deactivate: JsonObject, users: JsonObject = {}, more: JsonObject = {}): Promise<Stage> {
  const clock = movableClock();
  const start = () => startSandboxServer({ deactivate, ...more }, [], clock);
  const scene = await setScene(start, { users, target: relaxed }, clock);
  const { server } = scene;
  async function requests(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
    const seen = server.requests().total;
    await work();
    const counts: Record<string, number> = {};
    for (const { method, path } of server.requests().requests.slice(seen)) {
      if (path.startsWith("/Users")) counts[method] = (counts[method] ?? 0) + 1;
    }
    return counts;
  }
  const steps: Omit<Stage, keyof Scene> = {
    async day(today, mode) {
      const counts = await requests(() => scene.sync(today, mode));
      expect((await scene.sync()).requests.total).toBe(0);
      return counts;
    },
    account: async () => (await server.users()).find(({ userName }) => userName === ann),
    async members() {
      const [team] = await server.groups();
      return ((team?.["members"] ?? []) as readonly unknown[]).length;
    },
    async command(...args) {
      const { stdout, stderr } = await runIn(scene.folder, args, { SCIM_TOKEN: server.token });
      return stdout + stderr;
    },
    pass: (days) => clock.pass(days * day),
  };
  const whole = { ...scene, ...steps };
  await whole.day(directory);
  return whole;
}

test("by: delete: DELETE switches off, is proven by a read, and active brings back the same account", async () => {
  const at = await stage({ by: "delete" });
  const before = await at.account();
  await writeDirectory(at.folder, gone);
  const plan = await at.command("plan");
  expect(plan).toContain("deactivate User");
  expect(plan).toContain("by DELETE");
  const json = JSON.parse(await at.command("plan", "--json")) as {
    plans: readonly { operations: readonly object[] }[];
  };
  expect(json.plans[0]?.operations).toContainEqual(
    expect.objectContaining({ kind: "deactivate", by: "delete" }),
  );
  expect(await at.day(gone)).toEqual({ DELETE: 1, GET: 1 });
  expect([await at.account(), await at.members()]).toMatchObject([{ active: false }, 1]);
  expect(await at.day(titled)).toEqual({ GET: 1, PATCH: 1 });
  expect(await at.account()).toMatchObject({ id: before?.["id"], active: true, title: "Chief" });
  expect(await at.members()).toBe(2);
});

test.each(["hardDelete", "idInvalidated"])(
  "effect: %s counts as a deletion, is said in words, and who returns is made anew without a request to the dead id",
  async (effect) => {
    const at = await stage({ effect }, { deleteAfter: "1d" });
    const id = (await at.account())?.["id"] as string;
    await writeDirectory(at.folder, gone);
    expect(await at.command("plan")).toMatch(/deletes the account with its data|the account is gone/);
    expect(await at.command("validate")).toContain("nothing is left to delete");

    at.configure({ target: { guard: { deletions: { count: 0, floor: 0 } } } });
    const held = await at.sync(gone);
    expect(held).toMatchObject({ exitCode: 4, requests: { total: 0 }, held: [{ operation: "deactivate" }] });
    expect(held.guard[0]).toMatchObject({ guard: "deletions" });
    at.configure({ target: relaxed });

    expect(await at.day(gone)).toEqual({ PATCH: 1 });
    expect([await at.account(), await at.members()]).toEqual([undefined, 1]);
    at.pass(3);
    expect(await at.day(gone)).toEqual({});
    const seen = at.server.requests().total;
    expect(await at.day(titled)).toMatchObject({ POST: 1 });
    const paths = at.server
      .requests()
      .requests.slice(seen)
      .map(({ path }) => path);
    expect(paths.filter((path) => path.includes(id))).toEqual([]);
    expect(await at.account()).toMatchObject({ active: true, title: "Chief" });
    expect(await at.members()).toBe(2);
  },
);

test("delete: unsupported: validate says what to write, and whoever leaves is deactivated, never deleted", async () => {
  const at = await stage({ delete: "unsupported" }, { deprovision: "delete", deleteAfter: "1d" });
  const said = await at.command("validate");
  expect(said).toMatch(/users\.deprovision: .*cannot delete accounts.*; write deprovision: deactivate/);
  expect(said).toMatch(/users\.deleteAfter: .*take deleteAfter out/);
  expect(await at.day(gone)).toEqual({ PATCH: 1 });
  at.pass(3);
  expect(await at.day(gone)).toEqual({});
  expect(await at.account()).toMatchObject({ active: false });
});

test("return: create: who comes back is made by POST, and nothing is asked of the old account", async () => {
  const at = await stage({ return: "create" });
  const before = await at.account();
  expect(await at.day(gone)).toEqual({ PATCH: 1 });
  const back = await at.day(titled);
  expect([back["POST"], back["PATCH"]]).toEqual([1, undefined]);
  const after = await at.account();
  expect(after).toMatchObject({ active: true, title: "Chief" });
  expect(after?.["id"]).not.toBe(before?.["id"]);
  expect(await at.members()).toBe(2);
});

test("return: byHand: nothing is written until somebody did it there, which is told once and looked for by retry", async () => {
  const at = await stage({ return: "byHand" });
  expect(await at.day(gone)).toEqual({ PATCH: 1 });
  const report = await at.sync(titled);
  expect(report.failures).toMatchObject([{ key: "a1", code: "by_hand", nextTryAt: null }]);
  expect(report.requests.byMethod).not.toHaveProperty("PATCH");
  expect((await at.sync()).requests.total).toBe(0);

  expect(await at.command("retry", "a1")).toContain("only an administrator");
  expect(await at.account()).toMatchObject({ active: false, title: "Engineer" });
  expect(await at.members()).toBe(1);

  await fetch(`${at.server.baseUrl.replace("/scim/v2", "")}/_sandbox/activate`, {
    method: "POST",
    body: JSON.stringify({ userName: ann }),
  });
  at.pass(1);
  expect(await at.command("retry", "a1")).toContain("reactivated");
  expect(await at.account()).toMatchObject({ active: true, title: "Chief" });
  expect(await at.members()).toBe(2);
  expect((await at.sync()).requests.total).toBe(0);
});

test("inactive: readOnly: who comes back is switched on alone, and brought up to date after that", async () => {
  const at = await stage({ inactive: "readOnly" });
  expect(await at.day(gone)).toEqual({ PATCH: 1 });
  expect(await at.day(titled)).toEqual({ GET: 1, PATCH: 2 });
  expect(await at.account()).toMatchObject({ active: true, title: "Chief" });
  expect(await at.members()).toBe(2);
});

test.each(["patch", "put"])(
  "inactive: hidden, by %s: a 404 of who is off is no sign that they are gone",
  async (update) => {
    const at = await stage({ inactive: "hidden" }, {}, { users: { update } });
    const before = await at.account();
    await at.day(gone);
    expect(await at.account()).toBeUndefined();
    // Nobody is taken to be gone.
    const looked = await at.sync(gone, "reconcile");
    expect(looked.drift?.users).toMatchObject({ missing: 0, drifted: 0 });
    const back = await at.day(titled);
    expect(back["POST"]).toBeUndefined();
    expect(await at.account()).toMatchObject({ id: before?.["id"], active: true, title: "Chief" });
    expect(await at.members()).toBe(2);
  },
);

// 501 may be about the form of a request, and is tried in others where no connector says what it means.
test.each([400, 501])(
  "refusals: %i fails for good, with the remedy that the connector gives",
  async (status) => {
    const refusals = [{ status, says: "LAST owner", remedy: "Name another owner there first." }];
    const at = await stage({ refusals });
    const owner = changePerson(directory, "a1", { email: "refused-1@example.com" });
    await at.day(owner);
    const seen = at.server.requests().total;
    const report = await at.sync(gone);
    expect(report.failures).toMatchObject([
      { key: "a1", code: "by_hand", httpStatus: status, state: "givenUp", nextTryAt: null },
    ]);
    expect(report.failures[0]?.detail).toContain("Name another owner there first.");
    const tried = at.server
      .requests()
      .requests.slice(seen)
      .filter(({ path }) => path.startsWith("/Users"));
    expect(tried).toHaveLength(1);
    at.pass(2);
    expect((await at.sync()).requests.total).toBe(0);
    expect(done(await at.sync(withoutPerson(gone, "c1")))).toMatchObject({ deactivated: 1 });
  },
);
