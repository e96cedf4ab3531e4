import { describe, expect, test } from "vitest";
import { openTeamDesk, type TeamDesk, teams } from "../cli/team-desk.ts";

async function openPushed(...settings: Parameters<TeamDesk["configure"]>): Promise<TeamDesk> {
  const desk = await openTeamDesk();
  desk.configure(...settings);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  return desk;
}

async function bring(desk: TeamDesk, members: Parameters<TeamDesk["seat"]>[0]): Promise<void> {
  desk.seat(members);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(await desk.counting(() => desk.run("sync"))).toEqual({});
}

const crowd = Array.from({ length: 24 }, (_, n) => `u${n}`);

describe("a group without members", () => {
  test("empty: push makes and keeps it", async () => {
    const desk = await openPushed({ push: ["*"] });
    await bring(desk, { ...teams, g3: [] });
    expect(desk.held()).toMatchObject({ Cooks: [] });
  });

  test("empty: skip does not make it before somebody is in it, and keeps it when nobody is left", async () => {
    const desk = await openTeamDesk();
    desk.configure({ push: ["*"], empty: "skip" }, { assign: { where: 'user.id != "dan"' } });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    // Dan is in the source, and has no account.
    expect(desk.held()).toEqual({ Staff: ["ann", "ben"], Builders: ["ben", "cyd"] });
    desk.configure({ push: ["*"], empty: "skip" });
    await bring(desk, teams);
    expect(desk.held()).toMatchObject({ Cooks: ["dan"] });
    await bring(desk, { ...teams, g3: [] });
    expect(desk.held()).toMatchObject({ Cooks: [] });
  });

  test("empty: delete lets it go when nobody is left, and makes it when somebody is in it again", async () => {
    const desk = await openPushed({ push: ["*"], empty: "delete" });
    await bring(desk, { ...teams, g3: [] });
    expect(desk.held()).toEqual({ Staff: ["ann", "ben"], Builders: ["ben", "cyd"] });
    await bring(desk, teams);
    expect(desk.held()).toMatchObject({ Cooks: ["dan"] });
  });

  test("empty: delete keeps what was there before us, and what is not ours", async () => {
    const desk = await openTeamDesk();
    for (const displayName of ["Cooks", "admin"]) await desk.client.createGroup({ displayName });
    desk.configure({ push: ["*"], existing: "merge", empty: "delete", link: { Staff: "admin" } });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    await bring(desk, { g2: teams.g2 });
    expect(desk.held()).toEqual({ admin: [], Builders: ["ben", "cyd"], Cooks: [] });
  });

  test("what a guard holds in a group keeps the group", async () => {
    const desk = await openTeamDesk();
    desk.write("people.csv", "id,title", ...crowd.map((id) => `${id},Dev`));
    desk.configure({ push: ["*"], empty: "delete" });
    desk.seat({ g1: crowd, g2: crowd });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    desk.seat({ g1: crowd });
    const { runs } = await desk.json("sync");
    expect(runs[0]).toMatchObject({ exitCode: 4, counts: { held: 2, groupsDeleted: 0, membersRemoved: 0 } });
    expect(desk.held()["Builders"]).toHaveLength(24);
    expect(await desk.run("approve", runs[0].runId)).toMatchObject({ code: 0 });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(Object.keys(desk.held())).toEqual(["Staff"]);
  });
});

/** Cyd and a stranger are put into two groups: one that scimsync made, and one that was there. */
async function meddle(otherMembers?: string): Promise<TeamDesk> {
  const desk = await openTeamDesk();
  await desk.client.createGroup({ displayName: "Cooks" });
  const stranger = await desk.client.createUser({ userName: "stranger" });
  const policy = otherMembers === undefined ? {} : { otherMembers };
  desk.configure({ push: ["*"], existing: "merge", ...policy });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  for (const name of ["Staff", "Cooks"]) {
    const value = [{ value: desk.userId("cyd") }, { value: stranger }];
    await desk.client.patch(`/Groups/${desk.idOf(name)}`, [{ op: "add", path: "members", value }]);
  }
  expect(await desk.run("sync", "--reconcile")).toMatchObject({ code: 0 });
  return desk;
}

describe("members whom somebody else put in", () => {
  test("are taken out of groups that scimsync made, and left in others, when nothing is said", async () => {
    const desk = await meddle();
    expect(desk.held()).toMatchObject({
      Staff: ["ann", "ben", "stranger"],
      Cooks: ["cyd", "dan", "stranger"],
    });
  });

  test("otherMembers: keep leaves them in all, remove in none; who is not ours stays", async () => {
    expect((await meddle("keep")).held()).toMatchObject({
      Staff: ["ann", "ben", "cyd", "stranger"],
      Cooks: ["cyd", "dan", "stranger"],
    });
    expect((await meddle("remove")).held()).toMatchObject({
      Staff: ["ann", "ben", "stranger"],
      Cooks: ["dan", "stranger"],
    });
  });
});
