import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { without } from "../store/state-file.ts";
import { type Files, targetAt, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
let one: Sandbox;
let two: Sandbox;

beforeEach(async () => {
  [shop, one, two] = await Promise.all([workshop(), startSandbox({ seed: 1 }), startSandbox({ seed: 2 })]);
});
afterEach(() => Promise.all([shop.remove(), one.close(), two.close()]));

const pushAll = '{ push: ["*"] }';

function person(n: number, department = n % 2 === 0 ? "eng" : "ops"): string {
  return `e${n},user${n}@x.org,User${n},${department},${n === 0 ? "" : `e${(n * 7) % n}`}`;
}

const directory: Files = {
  people: Array.from({ length: 12 }, (_, n) => person(n)),
  groups: ["g1,Eng", "g2,Ops", "g3,All"],
  memberships: Array.from({ length: 12 }, (_, n) => [`g${(n % 2) + 1},e${n}`, `g3,e${n}`]).flat(),
};

/** The same directory as tomorrow: a leaver, a joiner, a mover, a change of groups. */
const tomorrow: Files = {
  people: [...directory.people.slice(1, 11), person(12), "e11,user11@x.org,Changed,eng,e3"],
  groups: ["g1,Engineering", "g2,Ops", "g4,New"],
  memberships: ["g1,e1", "g1,e2", "g1,e12", "g2,e3", "g4,e12", "g4,e1"],
};

/** Numbers between 0 and 1 that decide an order. */
function shuffled(lines: readonly string[], dice: readonly number[]): readonly string[] {
  return lines
    .map((line, at) => ({ line, at: dice[at % dice.length] ?? 0, was: at }))
    .sort((a, b) => a.at - b.at || b.was - a.was)
    .map(({ line }) => line);
}

function inOrder(files: Files, order: readonly number[]): Files {
  const { people, groups = [], memberships = [] } = files;
  return {
    people: shuffled(people, order),
    groups: shuffled(groups, order),
    memberships: shuffled(memberships, order),
  };
}

describe("law 3: the same directory in another order gives the same plan", () => {
  const dice = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 40 });
  const orders = fc.sample(dice, { numRuns: 6, seed: 42 });

  test("of a first run", async () => {
    await shop.configure(targetAt("app", one, { groups: pushAll }));
    const ids = new Set<string>();
    for (const order of orders) {
      await shop.write(inOrder(directory, order));
      const fresh = await workshop();
      await fresh.configure(targetAt("app", one, { groups: pushAll }));
      await fresh.write(inOrder(directory, order));
      ids.add((await fresh.plan())[0]!.planId);
      await fresh.remove();
    }
    expect(ids.size).toBe(1);
  });

  test("of a later one, guards and all", async () => {
    await shop.configure(
      targetAt("app", one, { groups: pushAll, more: ["guard: { users: { floor: 0, percent: 0% } }"] }),
    );
    await shop.write(directory);
    await shop.sync();
    const ids = new Set<string>();
    for (const order of orders) {
      await shop.write(inOrder(tomorrow, order));
      const [plan] = await shop.plan();
      expect(plan!.guard).toHaveLength(1);
      ids.add(plan!.planId);
    }
    expect(ids.size).toBe(1);
  });

  test("and another directory another plan", async () => {
    await shop.configure(targetAt("app", one));
    await shop.write(directory);
    const [first] = await shop.plan();
    await shop.write({ ...directory, people: directory.people.slice(1) });
    const [second] = await shop.plan();
    expect(second!.planId).not.toBe(first!.planId);
  });
});

test("a run in which nothing changed does not count links again, and any other does", async () => {
  await shop.configure(targetAt("app", one, { groups: pushAll }));
  await shop.write(directory);
  await shop.sync();
  const kept = (): unknown => shop.dump()["target"]?.[0]?.["links"];
  expect(kept()).toBe('{"group active":3,"user active":12}');
  const [again] = await shop.sync();
  expect(again!.counts).toMatchObject({ inScope: 12, unchanged: 12 });
  await shop.write(tomorrow);
  const [later] = await shop.sync();
  expect(later!.counts).toMatchObject({ created: 1, deactivated: 1, inScope: 12 });
  const links = shop.dump()["link"]!.filter(({ kind }) => kind === "user");
  const active = links.filter(({ state }) => state === "active").length;
  expect(JSON.parse(kept() as string)).toMatchObject({ "user active": active, "user deactivated": 1 });
});

describe("plan", () => {
  const copy = ["entry", "entry_attributes", "imprint", "membership", "member_digest", "place", "reading"];

  test("leaves no trace but the copy of the directory, and sends nothing", async () => {
    await shop.configure(targetAt("app", one, { groups: pushAll }));
    await shop.write(directory);
    await shop.sync();
    await shop.write(tomorrow);
    const before = shop.dump();
    one.clearRequests();
    const [plan] = await shop.plan();
    expect(plan!.listed.length).toBeGreaterThan(5);
    expect(without(shop.dump(), ...copy)).toEqual(without(before, ...copy));
    expect(one.requests().total).toBe(0);
    // And a second look sees the same.
    expect((await shop.plan())[0]!.planId).toBe(plan!.planId);
  });

  test("says what sync then does", async () => {
    await shop.configure(targetAt("app", one, { groups: pushAll }));
    await shop.write(directory);
    const [plan] = await shop.plan();
    const [report] = await shop.sync();
    expect(report!.planId).toBe(plan!.planId);
    expect(report!.counts).toMatchObject({ created: 12, groupsCreated: 3, membersAdded: 24, failed: 0 });
    const [after] = await shop.plan();
    expect(after!.listed).toEqual([]);
  });
});

describe("two targets of one directory", () => {
  test("each gets its own scope", async () => {
    const eng = '{ where: user.department == "eng" }';
    await shop.configure(
      targetAt("eng", one, { assign: eng }),
      targetAt("ops", two, { assign: "{ groups: [Ops] }", groups: "{ push: [Ops] }" }),
    );
    await shop.write(directory);
    const reports = await shop.sync();
    expect(reports.map(({ target, exitCode, counts }) => [target, exitCode, counts.created])).toEqual([
      ["eng", 0, 6],
      ["ops", 0, 6],
    ]);
    expect(names(one)).toEqual([
      "user0@x.org",
      "user10@x.org",
      "user2@x.org",
      "user4@x.org",
      "user6@x.org",
      "user8@x.org",
    ]);
    expect(names(two)).toEqual([
      "user11@x.org",
      "user1@x.org",
      "user3@x.org",
      "user5@x.org",
      "user7@x.org",
      "user9@x.org",
    ]);
    expect(one.groups()).toEqual([]);
    expect(two.groups()).toMatchObject([{ displayName: "Ops" }]);
    // Somebody who moves from one to the other.
    await shop.write({ ...directory, people: [person(0, "ops"), ...directory.people.slice(1)] });
    const [first, second] = await shop.sync();
    expect(first!.counts).toMatchObject({ deactivated: 1, created: 0 });
    expect(second!.counts).toMatchObject({ deactivated: 0, created: 0 });
  });

  test("one that refuses the token does not stop the other, and catches up later", async () => {
    await shop.configure(targetAt("bad", { ...one, url: one.url, token: "wrong" }), targetAt("good", two));
    await shop.write(directory);
    const [bad, good] = await shop.sync();
    expect(bad).toMatchObject({
      exitCode: 6,
      error: { reason: "credentials_refused" },
      counts: { created: 0 },
    });
    expect(good).toMatchObject({ exitCode: 0, counts: { created: 12 } });
    expect(one.users()).toEqual([]);
    await shop.configure(targetAt("bad", one), targetAt("good", two));
    const [later, settled] = await shop.sync();
    expect(later).toMatchObject({ exitCode: 0, counts: { created: 12 } });
    expect(settled!.requests.total).toBe(0);
  });

  test("one that is not there does not stop the other", async () => {
    const gone = await startSandbox();
    await gone.close();
    await shop.configure(targetAt("gone", gone), targetAt("good", two));
    await shop.write({ people: [person(0)] });
    const [bad, good] = await shop.sync({ clock: impatientClock() });
    expect(bad).toMatchObject({ exitCode: 6, error: { reason: "unreachable" } });
    expect(good).toMatchObject({ exitCode: 0, counts: { created: 1 } });
  });

  test("only those asked for are run", async () => {
    await shop.configure(targetAt("a", one), targetAt("b", two));
    await shop.write({ people: [person(0)] });
    expect((await shop.sync({ targets: ["b"] })).map(({ target }) => target)).toEqual(["b"]);
    expect(one.requests().total).toBe(0);
    await expect(shop.sync({ targets: ["c"] })).rejects.toThrow(
      /no target is called c; the config has: a, b/,
    );
  });
});

describe("a mapping that changes", () => {
  test("makes everybody be thought about again, once", async () => {
    await shop.configure(targetAt("app", one));
    await shop.write(directory);
    await shop.sync();
    const wide = { more: ["guard: { mapping: { percent: 100% } }"] };
    await shop.configure(targetAt("app", one, { attributes: ["title: ${user.department}"], ...wide }));
    const [report] = await shop.sync();
    expect(report).toMatchObject({ exitCode: 0, counts: { updated: 12, created: 0 } });
    expect(one.users().every((user) => user["title"] === "eng" || user["title"] === "ops")).toBe(true);
    const [again] = await shop.sync();
    expect(again!.requests.total).toBe(0);
  });

  test("pace, guards and tokens are no mapping", async () => {
    await shop.configure(targetAt("app", one));
    await shop.write(directory);
    await shop.sync();
    await shop.configure(
      targetAt(
        "app",
        { url: one.url, token: "another" },
        { more: ["limits: { requestsPerSecond: 3 }", "guard: { users: { count: 1 } }"] },
      ),
    );
    const [report] = await shop.sync();
    expect(report).toMatchObject({ exitCode: 0, requests: { total: 0 } });
  });

  test("an attribute taken out of the mapping is left as it is at the target", async () => {
    await shop.configure(targetAt("app", one, { attributes: ["title: ${user.department}"] }));
    await shop.write(directory);
    await shop.sync();
    await shop.configure(targetAt("app", one));
    const [report] = await shop.sync();
    expect(report!.counts).toMatchObject({ updated: 0 });
    expect(one.users()[0]).toMatchObject({ title: "eng" });
  });
});

describe("the baseUrl of another tenant under the same id", () => {
  beforeEach(async () => {
    await shop.configure(targetAt("app", one));
    await shop.write({ people: [person(0)] });
    await shop.sync();
  });

  test("is refused while accounts of the former are linked, and nothing is sent", async () => {
    await shop.configure(targetAt("app", two));
    const [report] = await shop.sync();
    expect(report).toMatchObject({ exitCode: 6, error: { reason: "other_tenant" }, requests: { total: 0 } });
    expect(report!.error?.message).toContain(one.url);
    expect(two.requests().total).toBe(0);
  });
  test("also when all of them are switched off", async () => {
    await shop.configure(targetAt("app", one, { assign: "{ groups: [nobody] }" }));
    const [off] = await shop.sync();
    expect(off!.counts).toMatchObject({ deactivated: 1 });
    await shop.configure(targetAt("app", two));
    const [report] = await shop.sync();
    expect(report).toMatchObject({ exitCode: 6, error: { reason: "other_tenant" } });
  });
  test("plan refuses it as well, since sync does not do what it would show", async () => {
    await shop.configure(targetAt("app", two));
    await expect(shop.plan()).rejects.toMatchObject({ reason: "other_tenant" });
  });
});

function names(sandbox: Sandbox): readonly string[] {
  return sandbox
    .users()
    .map((user) => user["userName"] as string)
    .sort();
}

/** A clock whose sleeps are over at once, for waits between attempts at a server that is not there. */
function impatientClock() {
  return { now: () => Date.now(), sleep: () => Promise.resolve() };
}
