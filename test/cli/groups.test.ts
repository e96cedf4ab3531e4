import { describe, expect, it } from "vitest";
import { openTeamDesk, type TeamDesk, teams } from "./team-desk.ts";

/** A desk after a first sync, with two groups of the service's own, one of them with a member of its own. */
async function openWithDefaults(groups: Parameters<TeamDesk["configure"]>[0]): Promise<TeamDesk> {
  const desk = await openTeamDesk();
  const root = await desk.client.createUser({ userName: "root" });
  await desk.client.createGroup({ displayName: "admin", members: [{ value: root }] });
  await desk.client.createGroup({ displayName: "All Users" });
  desk.configure(groups);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  return desk;
}

async function expectSettled(desk: TeamDesk): Promise<void> {
  expect(await desk.counting(() => desk.run("sync"))).toEqual({});
}

describe("a group linked to one of the service's own", () => {
  it("by the config: its members are pushed, it is never renamed or deleted, and nobody else is taken out", async () => {
    const desk = await openWithDefaults({ push: ["Cooks"], link: { Staff: "admin" }, unpushed: "delete" });
    expect(desk.held()).toEqual({ admin: ["ann", "ben", "root"], "All Users": [], Cooks: ["dan"] });
    await expectSettled(desk);
    desk.write("groups.csv", "id,name", "g1,Staff", "g2,Builders", "g3,Chefs");
    desk.configure({ push: ["Chefs"], link: { Staff: "admin" }, unpushed: "delete" });
    desk.seat({ ...teams, g1: ["ben", "cyd"] });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.held()).toEqual({ admin: ["ben", "cyd", "root"], "All Users": [], Chefs: ["dan"] });
    const { runs } = await desk.json("sync", "--reconcile");
    expect(runs[0]).toMatchObject({ exitCode: 0, drift: { groups: { drifted: 0 }, members: { groups: 0 } } });
    expect((await desk.json("links", "list", "--origin", "borrowed")).targets).toMatchObject([
      { links: [{ key: "g1", origin: "borrowed" }] },
    ]);
    // Gone from the config, it is let go of, although others are deleted then.
    desk.configure({ push: [], unpushed: "delete" });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.held()).toEqual({ admin: ["ben", "cyd", "root"], "All Users": [] });
    await expectSettled(desk);
  });

  it("what the config links to and is not there fails with what to do, and is linked once it is there", async () => {
    const desk = await openTeamDesk();
    desk.configure({ link: { Staff: "editors" } });
    const { runs } = await desk.json("sync");
    expect(runs[0]).toMatchObject({
      exitCode: 3,
      failures: [{ key: "g1", operation: "link", code: "missing" }],
    });
    expect(desk.held()).toEqual({});
    await desk.client.createGroup({ displayName: "editors" });
    expect(await desk.run("groups", "push", "staff")).toMatchObject({ code: 0 });
    expect(desk.held()).toEqual({ editors: ["ann", "ben"] });
    await expectSettled(desk);
  });

  it("by a command, by its id, which is read first", async () => {
    const desk = await openWithDefaults({ push: ["*"] });
    const id = desk.idOf("All Users");
    const wrong = await desk.run("groups", "link", "Builders", "no-such-id");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("app has no group with the id no-such-id; nothing was linked");
    const named = await desk.run("groups", "link", "Builders", "all users");
    expect(named).toMatchObject({ code: 2 });
    expect(named.stderr).toContain(`the group that is called so has the id ${id}; nothing was linked`);
    expect(await desk.run("groups", "link", "Builders", id)).toMatchObject({ code: 0 });
    // What it was linked to before stays as it is, and is nobody's.
    expect(desk.held()).toMatchObject({ "All Users": ["ben", "cyd"], Builders: ["ben", "cyd"] });
    desk.write("groups.csv", "id,name", "g1,Staff", "g2,Masons", "g3,Cooks");
    desk.seat({ ...teams, g2: ["cyd"] });
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.held()).toMatchObject({ "All Users": ["cyd"], Builders: ["ben", "cyd"] });
    await expectSettled(desk);
    const told = await desk.run("explain", "g2");
    expect(told.stdout).toContain(`yes  the command groups link: ${id}`);
    expect(told.stdout).toContain("the target's own, of which only the members are written");
    const taken = await desk.run("groups", "link", "Cooks", id);
    expect(taken).toMatchObject({ code: 2 });
    expect(taken.stderr).toContain("is linked to g2 at app");
  });

  it("later: the members are left to the next sync", async () => {
    const desk = await openWithDefaults({ push: [] });
    expect(await desk.run("groups", "link", "Staff", desk.idOf("admin"), "--later")).toMatchObject({
      code: 0,
    });
    expect(desk.held()["admin"]).toEqual(["root"]);
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.held()["admin"]).toEqual(["ann", "ben", "root"]);
  });

  it("what is protected is not linked to", async () => {
    const desk = await openWithDefaults({ push: [] });
    for (const to of ["admin", desk.idOf("admin")]) {
      desk.configure({ link: { Staff: to } }, { protect: ["admin"] });
      const { runs } = await desk.json("sync");
      expect(runs[0]).toMatchObject({ exitCode: 3, failures: [{ key: "g1", code: "protected" }] });
    }
    const refused = await desk.run("groups", "link", "Staff", desk.idOf("admin"));
    expect(refused).toMatchObject({ code: 2 });
    expect(desk.held()["admin"]).toEqual(["root"]);
  });
});

describe("groups push", () => {
  it("reads what the service holds of the group, and makes it right: members, name, and that it is there", async () => {
    const desk = await openWithDefaults({ push: ["Staff", "Builders"] });
    const id = desk.idOf("Staff");
    await desk.client.patch(`/Groups/${id}`, [
      { op: "remove", path: `members[value eq "${desk.userId("ann")}"]` },
      { op: "add", path: "members", value: [{ value: desk.userId("cyd") }] },
      { op: "replace", path: "displayName", value: "Stuff" },
    ]);
    await desk.client.patch(`/Groups/${desk.idOf("Builders")}`, [
      { op: "remove", path: `members[value eq "${desk.userId("cyd")}"]` },
    ]);
    const sent = await desk.counting(async () =>
      expect(await desk.run("groups", "push", "Staff")).toMatchObject({ code: 0 }),
    );
    expect(desk.held()).toMatchObject({ Staff: ["ann", "ben"], Builders: ["ben"] });
    expect(desk.idOf("Staff")).toBe(id);
    expect(sent).not.toHaveProperty("POST");
    await desk.client.send("DELETE", `/Groups/${id}`);
    expect(await desk.run("groups", "push", "g1")).toMatchObject({ code: 0 });
    expect(desk.held()["Staff"]).toEqual(["ann", "ben"]);
    await expectSettled(desk);
  });

  it("touches the group and its members only, not the user who has the same key", async () => {
    const desk = await openWithDefaults({ push: ["*"] });
    desk.write("people.csv", "id,title", "ann,Chief", "ben,Dev", "cyd,Dev", "dan,Cook", "g1,New");
    const { runs } = await desk.json("groups", "push", "g1");
    expect(runs[0]).toMatchObject({ exitCode: 0, counts: { created: 0, updated: 0 } });
    expect(desk.userId("g1")).toBeUndefined();
  });

  it("one that is not pushed, or not known, is a matter of usage", async () => {
    const desk = await openWithDefaults({ push: ["Staff"] });
    const other = await desk.run("groups", "push", "Cooks");
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain("Cooks is not pushed to app; name it under groups.push");
    const unknown = await desk.run("groups", "push", "Bakers");
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain("the source has never had a group called Bakers");
  });
});

describe("groups unlink", () => {
  it("lets go of a group, which stays as it is, until it is pushed again to the same one", async () => {
    const desk = await openWithDefaults({ push: ["*"], unpushed: "delete" });
    const id = desk.idOf("Staff");
    expect(await desk.run("groups", "unlink", "Staff")).toMatchObject({ code: 0 });
    desk.seat({ ...teams, g1: ["cyd"] });
    for (const mode of [[], ["--reapply"], ["--reconcile"]])
      expect(await desk.run("sync", ...mode)).toMatchObject({ code: 0 });
    expect(desk.held()["Staff"]).toEqual(["ann", "ben"]);
    const { targets } = await desk.json("groups", "list", "--state", "unlinked");
    expect(targets[0].groups).toMatchObject([{ key: "g1", state: "unlinked", targetId: id }]);
    expect(await desk.run("groups", "push", "Staff")).toMatchObject({ code: 0 });
    expect([desk.held()["Staff"], desk.idOf("Staff")]).toEqual([["cyd"], id]);
    await expectSettled(desk);
  });
});

describe("groups pause", () => {
  it("sends nothing of a group in any mode, says so in plan, sync and status, and sends what piled up after resume", async () => {
    const desk = await openWithDefaults({ push: ["*"], unpushed: "delete" });
    expect(await desk.run("groups", "pause", "Staff")).toMatchObject({ code: 0 });
    desk.seat({ ...teams, g1: ["cyd"] });
    desk.write("groups.csv", "id,name", "g1,Crew", "g2,Builders", "g3,Cooks");
    const plan = await desk.run("plan");
    expect(plan.stdout).toContain(
      "a group is paused, and nothing of it is sent: Crew; `scimsync groups resume NAME`",
    );
    for (const mode of [[], ["--reapply"], ["--reconcile"], ["--only", "g1"]])
      expect(await desk.run("sync", ...mode)).toMatchObject({ code: 0 });
    expect(desk.held()["Staff"]).toEqual(["ann", "ben"]);
    expect((await desk.run("status")).stdout).toContain("  paused: 1 group\n");
    const { targets } = await desk.json("groups");
    expect(targets[0].counts).toEqual({ active: 2, paused: 1 });
    expect((await desk.run("explain", "g1")).stdout).toMatch(
      /yes {2}excluded by the command groups pause, since/,
    );
    expect((await desk.run("groups", "push", "Crew")).stderr).toContain("groups resume");
    expect(await desk.run("groups", "resume", "Crew")).toMatchObject({ code: 0 });
    expect((await desk.run("groups", "resume", "Crew")).code).toBe(2);
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.held()["Crew"]).toEqual(["cyd"]);
    await expectSettled(desk);
  });
});

describe("groups list", () => {
  it("tells state, members, the group there, and of what failed why, when and what to do", async () => {
    const desk = await openTeamDesk();
    await desk.client.createGroup({ displayName: "Staff" });
    desk.configure({ push: ["Staff", "Builders"] }, { assign: { where: 'user.id != "cyd"' } });
    expect(await desk.run("sync")).toMatchObject({ code: 3 });
    const { targets } = await desk.json("groups", "list", "app");
    expect(targets).toMatchObject([
      {
        target: "app",
        counts: { active: 1, failed: 1 },
        groups: [
          {
            key: "g1",
            state: "failed",
            targetId: null,
            members: { source: 2, wanted: 2, held: 0 },
            error: { code: "group_exists", remedy: expect.stringContaining("groups.existing") },
          },
          {
            key: "g2",
            name: "Builders",
            state: "active",
            origin: "created",
            displayName: "Builders",
            targetId: desk.idOf("Builders"),
            members: { source: 2, wanted: 1, held: 1 },
          },
        ],
      },
    ]);
    expect(Date.parse(targets[0].groups[0].error.triedAt)).toBeGreaterThan(0);
    const { stdout } = await desk.run("groups", "list");
    expect(stdout).toContain("app: 2 groups: 1 active, 1 failed\n");
    expect(stdout).toMatch(
      /active   Builders \[g2\]: Builders \(\S+\); 1 of 1 member, 1 without an account; since/,
    );
    expect(stdout).toContain("`scimsync groups push NAME --target app`");
    const few = await desk.run("groups", "list", "--state", "active");
    expect(few.stdout).not.toContain("Staff");
    expect((await desk.run("groups", "list", "--state", "odd")).code).toBe(2);
  });
});
