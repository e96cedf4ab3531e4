import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../src/store/sqlite/store.ts";
import { company, person } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  personOf,
  withMembers,
  withoutPerson,
  withPeople,
} from "../support/directory.ts";
import { accountOf } from "../support/holdings.ts";
import { setRefusing } from "../support/refusing.ts";
import type { Scene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const hour = 3_600_000;
const day = 24 * hour;
const newcomer = person("n1", "Nora", "New");
const grown = withPeople(company, newcomer);

async function accountPath(scene: Scene, userName: string): Promise<string> {
  return `/Users/${await scene.idOf(userName)}`;
}

/** Keys of those that fail, as the state file has them. */
function failingKeys({ folder }: Scene): readonly string[] {
  const store = openStore(join(folder, "scimsync.db"));
  const keys = [...store.targets.failing("app", {}, 100)].map(({ key }) => key);
  store.close();
  return keys;
}

describe("a record that fails again and again", () => {
  test("is tried in the next run, then after 1 h, 6 h, 24 h, then daily, and given up after 28 days", async () => {
    const { scene, clock, refuse, takeAll, isTried } = await setRefusing();
    refuse("POST", "/Users");
    const first = await scene.sync(grown);
    expect(first).toMatchObject({ exitCode: 3, counts: { failed: 1, quarantined: 0 } });
    expect(first.failures).toMatchObject([
      {
        key: "n1",
        name: newcomer.email,
        code: "rejected_by_target",
        httpStatus: 400,
        state: "failed",
        attempts: 1,
      },
    ]);
    const began = clock.now();
    expect(await isTried()).toBe(true);
    const ages: number[] = [];
    while (clock.now() - began < 2.5 * day) {
      clock.pass(hour);
      if (await isTried()) ages.push(Math.round((clock.now() - began) / hour));
    }
    expect(ages).toEqual([1, 7, 30, 54]);

    clock.pass(26 * day);
    expect(await isTried()).toBe(true);
    const givenUp = await scene.sync();
    expect(givenUp).toMatchObject({
      exitCode: 3,
      requests: { total: 0 },
      counts: { failed: 0, quarantined: 1, pending: 1 },
      failures: [
        { key: "n1", state: "givenUp", nextTryAt: null, since: expect.any(String), operation: "create" },
      ],
    });
    expect(Date.parse(givenUp.failures[0]?.since ?? "")).toBeLessThan(began + hour);
    clock.pass(400 * day);
    expect(await isTried()).toBe(false);

    takeAll();
    await scene.bring(changePerson(grown, "n1", { title: "Fellow" }));
  });

  test("the report of each run tells when the next try is, and makes no request before", async () => {
    const { scene, clock, refuse } = await setRefusing();
    refuse("POST", "/Users");
    await scene.sync(grown);
    await scene.sync();
    const waiting = await scene.sync();
    expect(waiting).toMatchObject({
      exitCode: 3,
      requests: { total: 0 },
      counts: { failed: 0, quarantined: 1 },
    });
    const [failure] = waiting.failures;
    expect(failure).toMatchObject({ state: "quarantined", attempts: 2, code: "rejected_by_target" });
    const next = Date.parse(failure?.nextTryAt ?? "");
    expect(next - Date.parse(failure?.since ?? "")).toBeGreaterThan(0.9 * hour);
    clock.pass(next - clock.now() - 60_000);
    expect((await scene.sync()).requests.total).toBe(0);
    clock.pass(60_000);
    expect((await scene.sync()).requests.total).toBeGreaterThan(0);
  });

  test("is tried at once when its record changes, and its schedule begins anew", async () => {
    const { clock, refuse, isTried } = await setRefusing();
    refuse("POST", "/Users");
    await isTried(grown);
    for (let run = 0; run < 10; run += 1) {
      clock.pass(day);
      await isTried();
    }
    expect(await isTried()).toBe(false);
    const changed = changePerson(grown, "n1", { title: "Fellow" });
    expect([await isTried(changed), await isTried(), await isTried()]).toEqual([true, true, false]);
    clock.pass(hour);
    expect(await isTried()).toBe(true);
    // Somebody else's change is none of its own.
    expect(await isTried(changePerson(changed, "e02", { title: "Fellow" }))).toBe(false);
  });

  test("so it is when the mapping changes", async () => {
    const { scene, clock, refuse, isTried } = await setRefusing();
    refuse("POST", "/Users");
    await isTried(grown);
    clock.pass(40 * day);
    expect([await isTried(), await isTried()]).toEqual([true, false]);
    expect((await scene.sync()).failures).toMatchObject([{ state: "givenUp" }]);
    scene.configure({ users: { deprovision: "leave" } });
    expect([await isTried(), await isTried(), await isTried()]).toEqual([true, true, false]);
    expect((await scene.sync()).failures).toMatchObject([{ state: "quarantined", attempts: 2 }]);
  });

  test("reapply tries it before its time, and that does not put the next try off", async () => {
    const { scene, clock, refuse, isTried } = await setRefusing();
    refuse("POST", "/Users");
    await isTried(grown);
    await isTried();
    for (let by = 0; by < 5; by += 1) expect((await scene.sync(undefined, "reapply")).counts.failed).toBe(1);
    expect(await isTried()).toBe(false);
    clock.pass(hour);
    expect(await isTried()).toBe(true);
  });
});

describe("in every run, whatever its schedule says, is tried", () => {
  test("who left and still has access, for months, until it is over", async () => {
    const { scene, clock, refuse, takeAll, isTried } = await setRefusing();
    refuse("PATCH", await accountPath(scene, "erin@example.com"));
    const gone = withoutPerson(company, "e10");
    await isTried(gone);
    for (let run = 0; run < 5; run += 1) {
      expect(await isTried()).toBe(true);
      clock.pass(12 * day);
    }
    expect((await scene.sync()).failures).toMatchObject([
      { key: "e10", operation: "deactivate", state: "failed" },
    ]);
    takeAll();
    expect((await scene.sync()).counts.deactivated).toBe(1);
    const erin = accountOf(company, personOf(company, "e10"));
    await scene.expectHeld(gone, { left: [erin] });
  });

  test("who was taken out of a group and is still in it", async () => {
    const { scene, clock, refuse, takeAll, isTried } = await setRefusing();
    const group = `/Groups/${await scene.idOf("Platform")}`;
    refuse("PATCH", group, 403);
    const fewer = withMembers(company, "g2", "e04", "e05");
    await isTried(fewer);
    for (let run = 0; run < 4; run += 1) {
      expect(await isTried()).toBe(true);
      clock.pass(12 * day);
    }
    takeAll();
    await scene.bring(fewer);
  });

  test("in every run, what the provider failed to change: whether it was done is to be found out", async () => {
    const { clock, refuse, isTried, scene } = await setRefusing();
    refuse("PATCH", await accountPath(scene, "erin@example.com"), 503);
    await isTried(changePerson(company, "e10", { title: "Fellow" }));
    for (let run = 0; run < 5; run += 1) {
      expect(await isTried()).toBe(true);
      clock.pass(hour);
    }
    clock.pass(day);
    expect([await isTried(), await isTried()]).toEqual([true, true]);
  });

  test("who waits for the account of another besides, so that it comes as soon as that is there", async () => {
    const { scene, clock, refuse, takeAll, isTried } = await setRefusing();
    refuse("PATCH", await accountPath(scene, "erin@example.com"));
    const waiting = changePerson(company, "e10", { title: "Fellow", manager: "n1" });
    await isTried(waiting);
    for (let run = 0; run < 3; run += 1) {
      clock.pass(10 * day);
      expect(await isTried()).toBe(true);
    }
    const [failure] = (await scene.sync()).failures;
    expect(failure).toMatchObject({ key: "e10", attempts: 5, state: "failed" });
    expect(clock.now() - Date.parse(failure?.since ?? "")).toBeGreaterThan(29 * day);
    expect(failingKeys(scene)).toEqual(["e10"]);
    takeAll();
    const updated = await scene.sync();
    expect(updated).toMatchObject({ exitCode: 0, failures: [], counts: { updated: 1, waiting: 1 } });
    expect(await scene.sync()).toMatchObject({ exitCode: 0, failures: [], counts: { waiting: 1 } });
    expect(failingKeys(scene)).toEqual([]);
    await scene.bring(withPeople(waiting, newcomer));
  });
});

describe("whoever fails is not gone", () => {
  test("keeps account and groups, however long it lasts, while others come and go", async () => {
    const { scene, clock, refuse, takeAll, isTried } = await setRefusing();
    refuse("PATCH", await accountPath(scene, personOf(company, "e08").email));
    const changed = changePerson(company, "e08", { title: "Fellow" });
    expect(await isTried(changed)).toBe(true);
    clock.pass(40 * day);
    expect([await isTried(), await isTried()]).toEqual([true, false]);
    // As the server holds it: the change that was refused, and nothing else, is missing.
    await scene.expectHeld(company);
    const moved = withMembers(withPeople(changed, newcomer), "g3", "e07", "e08", "n1");
    expect(await scene.sync(moved)).toMatchObject({
      counts: { created: 1, membersAdded: 1, membersRemoved: 2, deactivated: 0, quarantined: 1 },
    });
    await scene.expectHeld(withMembers(grown, "g3", "e07", "e08", "n1"));
    expect((await scene.sync()).counts).toMatchObject({ deactivated: 0, membersRemoved: 0, quarantined: 1 });
    takeAll();
    expect((await scene.sync(undefined, "reapply")).counts).toMatchObject({ updated: 1, quarantined: 0 });
    await scene.expectHeld(moved);
  });

  test("a group that was given up keeps its members, and members who join and leave are still pushed", async () => {
    const { scene, clock, isTried } = await setRefusing();
    const group = `/Groups/${await scene.idOf("Platform")}`;
    let refusals = 0;
    scene.server.meddle((method, path) => {
      if (method !== "PATCH" || path !== group || refusals >= 3) return undefined;
      refusals += 1;
      return { status: 400 };
    });
    const renamed = changeTeam(company, "g2", { name: "Foundation" });
    await scene.sync(renamed);
    clock.pass(40 * day);
    await scene.sync();
    expect((await scene.sync()).failures).toMatchObject([{ key: "g2", state: "givenUp", nextTryAt: null }]);
    await scene.expectHeld(company);
    expect(await isTried()).toBe(false);
    refusals = 3;
    await scene.bring(withMembers(renamed, "g2", "e04", "e06", "e11"));
  });

  test("a given-up group learns that the account of a member was made again", async () => {
    const { scene, clock } = await setRefusing();
    const group = `/Groups/${await scene.idOf("Platform")}`;
    scene.server.meddle((method, path) =>
      method === "PATCH" && path === group ? { status: 400 } : undefined,
    );
    await scene.sync(changeTeam(company, "g2", { name: "Foundation" }));
    clock.pass(40 * day);
    await scene.sync();
    expect((await scene.sync()).failures).toMatchObject([{ key: "g2", state: "givenUp" }]);
    scene.server.meddle(() => undefined);
    const ada = personOf(company, "e06");
    const client = plainClient(scene.server);
    await client.send("DELETE", await accountPath(scene, ada.email));
    const today = changePerson(changeTeam(company, "g2", { name: "Foundation" }), "e06", { title: "Fellow" });
    await scene.sync(today);
    await scene.sync();
    await scene.expectHeld(today);
  });
});
