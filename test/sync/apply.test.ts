import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { StalePlanError } from "../../src/errors.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import type { SourceKey } from "../../src/source/record.ts";
import { operationsIn } from "../../src/sync/read-plan-file.ts";
import type { RunEvent } from "../../src/sync/run-context.ts";
import { movableClock } from "../support/movable-clock.ts";
import { startSchemasFront } from "../support/schemas-front.ts";
import { type Files, targetAt, type TargetLines, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
let app: Sandbox;

beforeEach(async () => {
  [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
});
afterEach(() => Promise.all([shop.remove(), app.close()]));

function target(more: Partial<TargetLines> = {}): TargetLines {
  return targetAt("app", app, { groups: '{ push: ["*"] }', ...more });
}

function person(n: number, department = "dep", boss = ""): string {
  return `e${n},user${n}@x.org,User${n},${department},${boss}`;
}

const title = ["title: ${user.department}"];
const before: Files = {
  people: [0, 1, 2, 3, 4].map((n) => person(n)),
  groups: ["g1,All", "g2,Old"],
  memberships: ["g1,e0", "g1,e1", "g1,e4", "g2,e2"],
};
/** One comes, with a boss who comes too; one changes; one goes; the groups follow, and one is new. */
const after: Files = {
  people: [person(0, "new"), person(1), person(2), person(3), person(5), person(6, "dep", "e5")],
  groups: ["g1,All", "g2,Old", "g3,New"],
  memberships: ["g1,e0", "g1,e5", "g2,e2", "g3,e6", "g3,e3"],
};

/** Comes to the day of `after`, with the target as of the day before, and nobody asked yet. */
async function nextDay(more: Partial<TargetLines> = {}): Promise<void> {
  await shop.configure(target({ attributes: title, ...more }));
  await shop.write(before);
  await shop.sync();
  await shop.write(after);
  app.clearRequests();
}

/** As an administrator does it by hand. */
function dropLink(key: string): Promise<void> {
  return shop.accept(({ directory, targets }) => {
    const [found] = directory.find("user", [key as SourceKey]).values();
    targets.dropLink("app", found!.id);
  });
}

function named(name: string): Record<string, unknown> | undefined {
  return app.users().find(({ userName }) => userName === `${name}@x.org`);
}

function written(): readonly (readonly [string, string])[] {
  return [...operationsIn(join(shop.folder, "plan.json"), "app")].map(
    ({ kind, key }) => [kind, key] as const,
  );
}

/** What was carried out, in the order in which it was sent. */
function done(): readonly (readonly [string, string])[] {
  const rows = (shop.dump()["operation"] ?? []) as unknown as readonly Record<string, string & number>[];
  const last = rows.toSorted((a, b) => a["seq"]! - b["seq"]!).at(-1)?.["run"];
  return rows
    .filter(({ run, state }) => run === last && state === "succeeded")
    .sort((a, b) => a["phase"]! - b["phase"]! || (a["key"]! < b["key"]! ? -1 : 1))
    .map(({ kind, key }) => [kind!, key!] as const);
}

describe("apply", () => {
  test("does what the file says and nothing else, once", async () => {
    await nextDay();
    const { plans } = await shop.save();
    expect(app.requests().total).toBe(0);
    // The same records in another order are another file, and the same source.
    await shop.write({ ...after, people: [...after.people].reverse() });
    const [report] = await shop.apply();
    expect(report).toMatchObject({ exitCode: 0, planId: plans[0]!.planId, requests: { retried: 0 } });
    expect(done()).toEqual(written());
    expect(done()).toEqual([
      ["deactivate", "e4"],
      ["update", "e0"],
      ["create", "e5"],
      ["create", "e6"],
      ["update", "e6"],
      ["create", "g3"],
      ["removeMembers", "g1"],
      ["addMembers", "g1"],
      ["addMembers", "g3"],
    ]);
    // The first removal from a group is of one member alone, so that two who go take two requests.
    const { POST, PATCH, PUT = 0, DELETE = 0 } = app.requests().byMethod;
    expect({ POST, PATCH, PUT, DELETE }).toEqual({ POST: 3, PATCH: 7, PUT: 0, DELETE: 0 });
    expect(named("user4")).toMatchObject({ active: false });
    app.clearRequests();
    await expect(shop.apply()).rejects.toThrow(
      /^\S+plan\.json is stale; since it was made \(\d.+Z\):\n {2}app: the run \S+ \(sync\) was done\nnothing was sent; make it anew with `scimsync plan app --out \S+plan\.json`$/,
    );
    expect(await shop.sync()).toMatchObject([{ exitCode: 0, requests: { total: 0 } }]);
    expect(app.requests().total).toBe(0);
  });

  test("calls whom the plan makes by a symbol, in members and references, and the others by name", async () => {
    await nextDay();
    await shop.save();
    const operations = [...operationsIn(join(shop.folder, "plan.json"), "app")];
    const of = (kind: string, key: string) => operations.find((one) => one.kind === kind && one.key === key);
    expect(of("create", "e5")).toMatchObject({ targetId: "new:User:e5", approve: "create", phase: 4 });
    expect(of("update", "e6")).toMatchObject({
      targetId: "new:User:e6",
      approve: "create",
      changes: [{ path: expect.stringMatching(/:manager$/), before: null, after: { value: "new:User:e5" } }],
    });
    expect(of("addMembers", "g3")).toMatchObject({
      targetId: "new:Group:g3",
      approve: "create",
      changes: [{ path: "members", after: ["User:e3", "new:User:e6"] }],
    });
    expect(of("addMembers", "g1")).toMatchObject({
      targetId: app.groups().find(({ displayName }) => displayName === "All")!["id"],
      approve: "update",
    });
    expect(of("deactivate", "e4")).toMatchObject({ targetId: named("user4")!["id"], approve: "removals" });
  });

  test("does no more than was shown when a grace ended since", async () => {
    const clock = movableClock();
    await nextDay();
    await shop.write({ ...before, people: before.people.slice(0, 4) });
    const grace = target({ attributes: title, rules: "{}\n      deactivateAfter: 2d" });
    await shop.configure(grace);
    await shop.sync({ clock });
    clock.pass(24 * 3_600_000);
    await shop.write({ ...before, people: [person(0, "new"), ...before.people.slice(1, 4)] });
    await shop.save({ clock });
    clock.pass(2 * 24 * 3_600_000);
    const [report] = await shop.apply({ clock });
    expect(report).toMatchObject({ exitCode: 0, counts: { updated: 1, deactivated: 0 } });
    expect(Date.parse(report!.startedAt)).toBeGreaterThan(clock.now() - 60_000);
    expect(named("user4")).toMatchObject({ active: true });
    expect(await shop.sync({ clock })).toMatchObject([{ counts: { deactivated: 1 } }]);
  });
});

describe("a plan is stale", () => {
  test("when source, mapping, guards, URL or approvals moved, each alone; put back, it stands again", async () => {
    await nextDay({ more: ["guard: { users: { floor: 0, count: 0 } }"] });
    await shop.sync({ mode: "only", keys: ["e0"] });
    const { plans } = await shop.save();
    expect(plans[0]!.guard).toMatchObject([{ guard: "users", held: 1 }]);
    const held = { attributes: title, more: ["guard: { users: { floor: 0, count: 0 } }"] };
    const refused = async (why: string) => {
      app.clearRequests();
      await expect(shop.apply()).rejects.toThrow(`\n  app: ${why}\nnothing was sent`);
      await expect(shop.apply()).rejects.toBeInstanceOf(StalePlanError);
      expect(app.requests().total).toBe(0);
    };

    await shop.write({ ...after, people: [...after.people.slice(1), person(0, "newer")] });
    await refused("the source changed: e0");
    await shop.write(after);

    await shop.configure(target({ ...held, attributes: ["nickName: ${user.department}"] }));
    await refused(
      "the mapping, or something else that shapes its accounts and groups, is another one in the config",
    );
    await shop.configure(target({ ...held, more: ["guard: { users: { floor: 0, count: 1 } }"] }));
    await refused("the limits of its guards are others in the config");
    await shop.configure({ ...target(held), baseUrl: `${app.url}/` + "x" });
    await refused("its baseUrl is another one in the config");
    await shop.configure(target(held));

    const [report] = await shop.apply();
    expect(report).toMatchObject({ exitCode: 4, counts: { created: 2, held: 1, deactivated: 0 } });
    expect(named("user4")).toMatchObject({ active: true });

    await shop.save();
    await shop.accept((store) => {
      const { entry, key, kind } = store.journal.held(report!.runId, undefined, 1)[0]!.operation;
      store.approvals.approve("app", [{ entry, key, kind, digest: "d", run: "r", at: Date.now() }]);
    });
    await refused("approvals were given, were used, or are over");
  });

  test("when a link was changed by hand: the target is told of in its report, and nothing is sent", async () => {
    await nextDay();
    await shop.save();
    await dropLink("e0");
    const [report] = await shop.apply();
    expect(report).toMatchObject({
      exitCode: 8,
      error: {
        reason: "stale_plan",
        message: expect.stringMatching(
          /^the plan for app is stale: what is to be done is not what it says\..+--out/,
        ),
      },
    });
    expect(app.requests().total).toBe(0);
    expect(await shop.sync()).toMatchObject([
      { exitCode: 0, counts: { created: 2, linked: 1, deactivated: 1 } },
    ]);
  });

  test("when guards hold what they let go then, though it is the same", async () => {
    await nextDay({ more: ["guard: { users: { percent: 20, floor: 0 } }"] });
    // Who goes is in no group, where being held would show as well.
    await shop.write({ ...before, people: before.people.toSpliced(3, 1) });
    const { plans } = await shop.save();
    expect(plans).toMatchObject([{ guard: [] }]);
    // Of four accounts one is more than a fifth.
    await dropLink("e1");
    expect(await shop.apply()).toMatchObject([
      {
        exitCode: 8,
        error: { message: expect.stringContaining("what guards hold of it is not what it says") },
      },
    ]);
    expect(app.requests().total).toBe(0);
  });

  test("when the target tells for the first time what it asks of attributes; the next one stands", async () => {
    const front = await startSchemasFront(app);
    onTestFinished(() => front.close());
    front.edit((one) => (one["name"] === "title" ? { ...one, canonicalValues: ["dep"] } : one));
    await shop.configure(targetAt("app", front, { attributes: title }));
    await shop.write({ people: [person(0), person(1), person(2, "other")] });
    await shop.save();
    expect(await shop.apply()).toMatchObject([
      {
        exitCode: 8,
        error: { message: expect.stringContaining("told of its attributes for the first time") },
      },
    ]);
    expect(app.users()).toEqual([]);
    await shop.save();
    expect(await shop.apply()).toMatchObject([{ exitCode: 3, counts: { created: 2, quarantined: 1 } }]);
  });

  test("when it was made to reconcile, and somebody changed the target since", async () => {
    await nextDay();
    await shop.sync();
    const patch = async (nickName: string) => {
      const { status } = await fetch(`${app.url}/Users/${named("user1")!["id"] as string}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${app.token}`, "content-type": "application/scim+json" },
        body: JSON.stringify({
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [{ op: "replace", path: "title", value: nickName }],
        }),
      });
      expect(status).toBe(200);
    };
    await patch("drifted");
    await shop.save({ mode: "reconcile" });
    await patch("drifted again");
    expect(await shop.apply()).toMatchObject([
      { exitCode: 8, error: { message: expect.stringContaining("the target holds something else") } },
    ]);
    expect(named("user1")).toMatchObject({ title: "drifted again" });
    await shop.save({ mode: "reconcile" });
    expect(await shop.apply()).toMatchObject([{ exitCode: 0, mode: "reconcile", counts: { updated: 1 } }]);
    expect(named("user1")).toMatchObject({ title: "dep" });
  });

  test("when it is of a time that is still to come", async () => {
    const clock = movableClock();
    await nextDay();
    clock.pass(2 * 3_600_000);
    await shop.save({ clock });
    await expect(shop.apply()).rejects.toThrow("which is still to come: the clock was put back");
  });
});

test("what a run that was cut short left undone is planned and applied like all else", async () => {
  await nextDay();
  const crash = (): never => {
    throw new Error("crash");
  };
  const onEvent = ({ kind }: RunEvent) => (kind === "outcome" ? crash() : undefined);
  await expect(shop.sync({ onEvent })).rejects.toThrow("crash");
  expect(app.users()).toHaveLength(5);
  await shop.save();
  expect(await shop.apply()).toMatchObject([{ exitCode: 0, counts: { created: 2, updated: 1 } }]);
  expect(done()).toEqual(written());
  expect(await shop.sync()).toMatchObject([{ exitCode: 0, requests: { total: 0 } }]);
});

test("held removals stay held, unless they are let through once it is known that the plan stands", async () => {
  await nextDay({ more: ["guard: { users: { floor: 0, count: 0 } }"] });
  await shop.save();
  const [report] = await shop.apply({ allowRemovals: 1 });
  expect(report).toMatchObject({ exitCode: 0, counts: { created: 2, held: 0, deactivated: 1 } });
  expect(named("user4")).toMatchObject({ active: false });
  // What was let through when it was planned is let through again.
  await shop.write({ ...after, people: after.people.slice(0, 5) });
  await shop.save({ allowRemovals: 1 });
  expect(await shop.apply()).toMatchObject([{ exitCode: 0, counts: { deactivated: 1 } }]);
  // An allowance is none for a plan that moved.
  await shop.write({ ...after, people: after.people.slice(0, 4) });
  await shop.save();
  await dropLink("e5");
  app.clearRequests();
  expect(await shop.apply({ allowRemovals: 9 })).toMatchObject([{ exitCode: 8 }]);
  expect(app.requests().total).toBe(0);
});
