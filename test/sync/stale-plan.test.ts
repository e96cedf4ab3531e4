import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { StalePlanError } from "../../src/errors.ts";
import { movableClock } from "../support/movable-clock.ts";
import { startSchemasFront } from "../support/schemas-front.ts";
import { after, before, openPlanScene, person, type PlanScene, title } from "./plan-scene.ts";
import { targetAt } from "./workshop.ts";

let scene: PlanScene;

beforeEach(async () => {
  scene = await openPlanScene();
});
afterEach(() => scene.end());

describe("a plan is stale", () => {
  test("when source, mapping, guards, URL or approvals moved, each alone; put back, it stands again", async () => {
    await scene.nextDay({ more: ["guard: { users: { floor: 0, count: 0 } }"] });
    await scene.shop.sync({ mode: "only", keys: ["e0"] });
    const { plans } = await scene.shop.save();
    expect(plans[0]!.guard).toMatchObject([{ guard: "users", held: 1 }]);
    const held = { more: ["guard: { users: { floor: 0, count: 0 } }"] };
    const refused = async (why: string) => {
      scene.app.clearRequests();
      await expect(scene.shop.apply()).rejects.toThrow(`\n  app: ${why}\nnothing was sent`);
      await expect(scene.shop.apply()).rejects.toBeInstanceOf(StalePlanError);
      expect(scene.app.requests().total).toBe(0);
    };

    await scene.shop.write({ ...after, people: [...after.people.slice(1), person(0, "newer")] });
    await refused("the source changed: e0");
    await scene.shop.write(after);

    await scene.shop.configure(scene.target({ ...held, attributes: ["nickName: ${user.department}"] }));
    await refused(
      "the mapping, or something else that shapes its accounts and groups, is another one in the config",
    );
    await scene.shop.configure(scene.target({ ...held, more: ["guard: { users: { floor: 0, count: 1 } }"] }));
    await refused("the limits of its guards are others in the config");
    await scene.shop.configure({ ...scene.target(held), baseUrl: `${scene.app.url}/x` });
    await refused("its baseUrl is another one in the config");
    await scene.shop.configure(scene.target(held));

    const [report] = await scene.shop.apply();
    expect(report).toMatchObject({ exitCode: 4, counts: { created: 2, held: 1, deactivated: 0 } });
    expect(scene.named("user4")).toMatchObject({ active: true });

    await scene.shop.save();
    await scene.shop.accept((store) => {
      const { entry, key, kind } = store.journal.held(report!.runId, undefined, 1)[0]!.operation;
      store.approvals.approve("app", [{ entry, key, kind, digest: "d", run: "r", at: Date.now() }]);
    });
    await refused("approvals were given, were used, or are over");
  });

  test("when a link was changed by hand: the target is told of in its report, and nothing is sent", async () => {
    await scene.nextDay();
    await scene.shop.save();
    await scene.dropLink("e0");
    const [report] = await scene.shop.apply();
    expect(report).toMatchObject({
      exitCode: 8,
      error: {
        reason: "stale_plan",
        message: expect.stringMatching(
          /^the plan for app is stale: what is to be done is not what it says\..+--out/,
        ),
      },
    });
    expect(scene.app.requests().total).toBe(0);
    expect(await scene.shop.sync()).toMatchObject([
      { exitCode: 0, counts: { created: 2, linked: 1, deactivated: 1 } },
    ]);
  });

  test("when guards hold what they let go then, though it is the same", async () => {
    await scene.nextDay({ more: ["guard: { users: { percent: 20, floor: 0 } }"] });
    // Who goes is in no group, where being held would show as well.
    await scene.shop.write({ ...before, people: before.people.toSpliced(3, 1) });
    const { plans } = await scene.shop.save();
    expect(plans).toMatchObject([{ guard: [] }]);
    // Of four accounts one is more than a fifth.
    await scene.dropLink("e1");
    expect(await scene.shop.apply()).toMatchObject([
      {
        exitCode: 8,
        error: { message: expect.stringContaining("what guards hold of it is not what it says") },
      },
    ]);
    expect(scene.app.requests().total).toBe(0);
  });

  test("when the target tells for the first time what it asks of attributes; the next one stands", async () => {
    const front = await startSchemasFront(scene.app);
    onTestFinished(() => front.close());
    front.edit((one) => (one["name"] === "title" ? { ...one, canonicalValues: ["dep"] } : one));
    await scene.shop.configure(targetAt("app", front, { attributes: title }));
    await scene.shop.write({ people: [person(0), person(1), person(2, "other")] });
    await scene.shop.save();
    expect(await scene.shop.apply()).toMatchObject([
      {
        exitCode: 8,
        error: { message: expect.stringContaining("told of its attributes for the first time") },
      },
    ]);
    expect(scene.app.users()).toEqual([]);
    await scene.shop.save();
    expect(await scene.shop.apply()).toMatchObject([{ exitCode: 3, counts: { created: 2, quarantined: 1 } }]);
  });

  test("when it was made to reconcile, and somebody changed the target since", async () => {
    await scene.nextDay();
    await scene.shop.sync();
    const patch = async (nickName: string) => {
      const { status } = await fetch(`${scene.app.url}/Users/${scene.named("user1")!["id"] as string}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${scene.app.token}`, "content-type": "application/scim+json" },
        body: JSON.stringify({
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [{ op: "replace", path: "title", value: nickName }],
        }),
      });
      expect(status).toBe(200);
    };
    await patch("drifted");
    await scene.shop.save({ mode: "reconcile" });
    await patch("drifted again");
    expect(await scene.shop.apply()).toMatchObject([
      { exitCode: 8, error: { message: expect.stringContaining("the target holds something else") } },
    ]);
    expect(scene.named("user1")).toMatchObject({ title: "drifted again" });
    await scene.shop.save({ mode: "reconcile" });
    expect(await scene.shop.apply()).toMatchObject([
      { exitCode: 0, mode: "reconcile", counts: { updated: 1 } },
    ]);
    expect(scene.named("user1")).toMatchObject({ title: "dep" });
  });

  test("when it is of a time that is still to come", async () => {
    const clock = movableClock();
    await scene.nextDay();
    clock.pass(2 * 3_600_000);
    await scene.shop.save({ clock });
    await expect(scene.shop.apply()).rejects.toThrow("which is still to come: the clock was put back");
  });
});
