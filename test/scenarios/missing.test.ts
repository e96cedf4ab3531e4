import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { startRelay } from "../cli/relay.ts";
import { openTeamDesk, type TeamDesk, teams } from "../cli/team-desk.ts";

async function openPushed(policy: JsonObject): Promise<TeamDesk> {
  const desk = await openTeamDesk();
  configure(desk, policy);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  return desk;
}

function configure(desk: TeamDesk, missing: JsonObject): void {
  const attributes = { userName: "${user.id}", title: "${user.title}" };
  desk.configure({ push: ["*"], ...missing }, { users: { attributes, ...missing } });
}

async function removeUser(desk: TeamDesk, name: string): Promise<void> {
  expect((await desk.client.send("DELETE", `/Users/${desk.userId(name)}`)).status).toBe(204);
}

async function removeGroup(desk: TeamDesk, name: string): Promise<void> {
  expect((await desk.client.send("DELETE", `/Groups/${desk.idOf(name)}`)).status).toBe(204);
}

function retitle(desk: TeamDesk, title: string): void {
  desk.write("people.csv", "id,title", "ann,Boss", `ben,${title}`, "cyd,Dev", "dan,Cook");
}

/** Runs sync again and again, and expects that nothing is asked or sent although it goes on to be told. */
async function expectLeft(desk: TeamDesk, failures: readonly object[]): Promise<void> {
  const seen: unknown[] = [];
  const sent = await desk.counting(async () => {
    for (let night = 0; night < 2; night += 1) seen.push(...(await desk.json("sync")).runs);
  });
  expect(sent).toEqual({});
  expect(seen).toMatchObject([
    { exitCode: 3, failures },
    { exitCode: 3, failures },
  ]);
}

async function expectSettled(desk: TeamDesk): Promise<void> {
  const sent = await desk.counting(async () => expect(await desk.run("sync")).toMatchObject({ code: 0 }));
  expect(sent).toEqual({});
}

const ben = { key: "ben", code: "missing", state: "givenUp", remedy: expect.stringContaining("retry KEY") };
const staff = { key: "g1", code: "missing", state: "givenUp" };

describe("an account that somebody deleted at the target", () => {
  test.each([
    ["a write", []],
    ["reconcile", ["--reconcile"]],
  ])(
    "found by %s, is reported and left with users.missing: report, until retry makes it anew",
    async (_by, mode) => {
      const desk = await openPushed({ missing: "report" });
      await removeUser(desk, "ben");
      if (mode.length === 0) retitle(desk, "Lead");
      const { runs } = await desk.json("sync", ...mode);
      expect(runs[0]).toMatchObject({ exitCode: 3, counts: { created: 0 }, failures: [ben] });
      await expectLeft(desk, [ben]);
      // Neither another title nor another team makes it anew.
      retitle(desk, "Chief");
      desk.seat({ ...teams, g3: ["dan", "ben"] });
      expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 3, failures: [ben] });
      expect(desk.userId("ben")).toBeUndefined();
      expect((await desk.json("retry", "ben")).runs[0]).toMatchObject({
        exitCode: 0,
        counts: { created: 1 },
      });
      expect(await desk.run("sync")).toMatchObject({ code: 0 });
      expect(desk.held()).toEqual({ Staff: ["ann", "ben"], Builders: ["ben", "cyd"], Cooks: ["ben", "dan"] });
      await expectSettled(desk);
    },
  );

  test("found when it is added to a group, holds up nobody else", async () => {
    const desk = await openPushed({ missing: "report" });
    await removeUser(desk, "ben");
    desk.seat({ ...teams, g3: ["dan", "ben", "ann"] });
    expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 3, counts: { created: 0 } });
    expect(desk.held()["Cooks"]).toEqual(["ann", "dan"]);
    const { runs } = await desk.json("sync");
    expect(runs[0]).toMatchObject({ exitCode: 3, failures: [ben] });
    await expectLeft(desk, [ben]);
  });

  test("is made anew by the config that says so, and let alone when its owner leaves", async () => {
    const desk = await openPushed({ missing: "report" });
    await removeUser(desk, "ben");
    await removeUser(desk, "cyd");
    expect((await desk.json("sync", "--reconcile")).runs[0].failures).toHaveLength(2);
    desk.write("people.csv", "id,title", "ann,Boss", "ben,Dev", "dan,Cook");
    desk.seat({ ...teams, g2: ["ben"] });
    expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 3, failures: [ben] });
    configure(desk, { missing: "recreate" });
    expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 0, counts: { created: 1 } });
    expect(desk.held()).toEqual({ Staff: ["ann", "ben"], Builders: ["ben"], Cooks: ["dan"] });
    await expectSettled(desk);
  });
});

describe("a group that somebody deleted at the target", () => {
  test.each([
    ["a write", []],
    ["reconcile", ["--reconcile"]],
  ])("found by %s, is made anew with its members", async (_by, mode) => {
    const desk = await openPushed({});
    await removeGroup(desk, "Staff");
    desk.seat({ ...teams, g1: ["ann", "ben", "cyd"] });
    await desk.run("sync", ...mode);
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.held()["Staff"]).toEqual(["ann", "ben", "cyd"]);
    await expectSettled(desk);
  });

  test.each([
    ["a write", []],
    ["reconcile", ["--reconcile"]],
  ])(
    "found by %s, is reported and left with groups.missing: report, until it is pushed",
    async (_by, mode) => {
      const desk = await openPushed({ missing: "report" });
      await removeGroup(desk, "Staff");
      if (mode.length === 0) desk.seat({ ...teams, g1: ["ann", "ben", "cyd"] });
      expect((await desk.json("sync", ...mode)).runs[0]).toMatchObject({ exitCode: 3, failures: [staff] });
      desk.seat({ ...teams, g1: ["ann", "cyd"] });
      expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 3, failures: [staff] });
      await expectLeft(desk, [staff]);
      const { targets } = await desk.json("groups");
      expect(targets[0].groups[0]).toMatchObject({ key: "g1", state: "failed", error: { code: "missing" } });
      expect(await desk.run("groups", "push", "Staff")).toMatchObject({ code: 0 });
      expect(desk.held()["Staff"]).toEqual(["ann", "cyd"]);
      await expectSettled(desk);
    },
  );
});

describe("a group that is there again", () => {
  test("is the one it was, whether reconcile or a retry finds it", async () => {
    const desk = await openTeamDesk();
    let hidden = "nothing";
    const relay = await startRelay(desk.sandbox.url, ({ path }) =>
      path.includes(hidden) ? { status: 404, detail: "not today" } : undefined,
    );
    onTestFinished(() => relay.close());
    desk.configure({ push: ["*"], missing: "report" }, { baseUrl: relay.url });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    const id = desk.idOf("Staff");
    for (const [mate, ...finder] of [
      ["cyd", "sync", "--reconcile"],
      ["dan", "retry", "g1"],
    ] as const) {
      hidden = id;
      desk.seat({ ...teams, g1: ["ann", mate] });
      expect((await desk.json("sync")).runs[0].failures[0]).toMatchObject(staff);
      hidden = "nothing";
      expect(await desk.run(...finder)).toMatchObject({ code: 0 });
      expect([desk.idOf("Staff"), desk.held()["Staff"]]).toEqual([id, ["ann", mate]]);
      await expectSettled(desk);
    }
  });
});
