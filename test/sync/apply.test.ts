import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { operationsIn } from "../../src/sync/plan-file/read-plan-file.ts";
import type { RunEvent } from "../../src/sync/run-context.ts";
import { movableClock } from "../support/movable-clock.ts";
import { after, before, openPlanScene, person, type PlanScene } from "./plan-scene.ts";

let scene: PlanScene;

beforeEach(async () => {
  scene = await openPlanScene();
});
afterEach(() => scene.end());

function written(): readonly (readonly [string, string])[] {
  return [...operationsIn(join(scene.shop.folder, "plan.json"), "app")].map(
    ({ kind, key }) => [kind, key] as const,
  );
}

/** What was carried out, in the order in which it was sent. */
function done(): readonly (readonly [string, string])[] {
  const rows = (scene.shop.dump()["operation"] ?? []) as unknown as readonly Record<
    string,
    string & number
  >[];
  const last = rows.toSorted((a, b) => a["seq"]! - b["seq"]!).at(-1)?.["run"];
  return rows
    .filter(({ run, state }) => run === last && state === "succeeded")
    .sort((a, b) => a["phase"]! - b["phase"]! || (a["key"]! < b["key"]! ? -1 : 1))
    .map(({ kind, key }) => [kind!, key!] as const);
}

describe("apply", () => {
  test("does what the file says and nothing else, once", async () => {
    await scene.nextDay();
    const { plans } = await scene.shop.save();
    expect(scene.app.requests().total).toBe(0);
    // The same records in another order are another file, and the same source.
    await scene.shop.write({ ...after, people: [...after.people].reverse() });
    const [report] = await scene.shop.apply();
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
    const { POST, PATCH, PUT = 0, DELETE = 0 } = scene.app.requests().byMethod;
    expect({ POST, PATCH, PUT, DELETE }).toEqual({ POST: 3, PATCH: 7, PUT: 0, DELETE: 0 });
    expect(scene.named("user4")).toMatchObject({ active: false });
    scene.app.clearRequests();
    await expect(scene.shop.apply()).rejects.toThrow(
      /^\S+plan\.json is stale; since it was made \(\d.+Z\):\n {2}app: the run \S+ \(sync\) was done\nnothing was sent; make it anew with `scimsync plan app --out \S+plan\.json`$/,
    );
    expect(await scene.shop.sync()).toMatchObject([{ exitCode: 0, requests: { total: 0 } }]);
    expect(scene.app.requests().total).toBe(0);
  });

  test("calls whom the plan makes by a symbol, in members and references, and the others by name", async () => {
    await scene.nextDay();
    await scene.shop.save();
    const operations = [...operationsIn(join(scene.shop.folder, "plan.json"), "app")];
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
      targetId: scene.app.groups().find(({ displayName }) => displayName === "All")!["id"],
      approve: "update",
    });
    expect(of("deactivate", "e4")).toMatchObject({
      targetId: scene.named("user4")!["id"],
      approve: "removals",
    });
  });

  test("does no more than was shown when a grace ended since", async () => {
    const clock = movableClock();
    await scene.nextDay();
    await scene.shop.write({ ...before, people: before.people.slice(0, 4) });
    const grace = scene.target({ rules: "{}\n      deactivateAfter: 2d" });
    await scene.shop.configure(grace);
    await scene.shop.sync({ clock });
    clock.pass(24 * 3_600_000);
    await scene.shop.write({ ...before, people: [person(0, "new"), ...before.people.slice(1, 4)] });
    await scene.shop.save({ clock });
    clock.pass(2 * 24 * 3_600_000);
    const [report] = await scene.shop.apply({ clock });
    expect(report).toMatchObject({ exitCode: 0, counts: { updated: 1, deactivated: 0 } });
    expect(Date.parse(report!.startedAt)).toBeGreaterThan(clock.now() - 60_000);
    expect(scene.named("user4")).toMatchObject({ active: true });
    expect(await scene.shop.sync({ clock })).toMatchObject([{ counts: { deactivated: 1 } }]);
  });
});

test("what a run that was cut short left undone is planned and applied like all else", async () => {
  await scene.nextDay();
  const onEvent = crash;
  await expect(scene.shop.sync({ onEvent })).rejects.toThrow("crash");
  expect(scene.app.users()).toHaveLength(5);
  await scene.shop.save();
  expect(await scene.shop.apply()).toMatchObject([{ exitCode: 0, counts: { created: 2, updated: 1 } }]);
  expect(done()).toEqual(written());
  expect(await scene.shop.sync()).toMatchObject([{ exitCode: 0, requests: { total: 0 } }]);
});

test("held removals stay held, unless they are let through once it is known that the plan stands", async () => {
  await scene.nextDay({ more: ["guard: { users: { floor: 0, count: 0 } }"] });
  await scene.shop.save();
  const [report] = await scene.shop.apply({ allowRemovals: 1 });
  expect(report).toMatchObject({ exitCode: 0, counts: { created: 2, held: 0, deactivated: 1 } });
  expect(scene.named("user4")).toMatchObject({ active: false });
  // What was let through when it was planned is let through again.
  await scene.shop.write({ ...after, people: after.people.slice(0, 5) });
  await scene.shop.save({ allowRemovals: 1 });
  expect(await scene.shop.apply()).toMatchObject([{ exitCode: 0, counts: { deactivated: 1 } }]);
  // An allowance is none for a plan that moved.
  await scene.shop.write({ ...after, people: after.people.slice(0, 4) });
  await scene.shop.save();
  await scene.dropLink("e5");
  scene.app.clearRequests();
  expect(await scene.shop.apply({ allowRemovals: 9 })).toMatchObject([{ exitCode: 8 }]);
  expect(scene.app.requests().total).toBe(0);
});

function crash({ kind }: RunEvent): void {
  if (kind === "outcome") throw new Error("crash");
}
