import { expect, onTestFinished, test } from "vitest";
import { startRelay } from "../cli/relay.ts";
import { openTeamDesk, type TeamDesk, teams } from "../cli/team-desk.ts";

async function expectSettled(desk: TeamDesk): Promise<void> {
  const sent = await desk.counting(async () => expect(await desk.run("sync")).toMatchObject({ code: 0 }));
  expect(sent).toEqual({});
}

/** Runs sync, expects that nothing failed and a second run sends nothing, and gives what was done. */
async function bring(desk: TeamDesk): Promise<Readonly<Record<string, number>>> {
  const { runs } = await desk.json("sync");
  expect(runs[0]).toMatchObject({ exitCode: 0, failures: [] });
  await expectSettled(desk);
  return runs[0].counts as Readonly<Record<string, number>>;
}

test("one group says who has an account and is pushed, both in one run, as people come and go", async () => {
  const desk = await openTeamDesk();
  desk.configure({ push: ["Staff"] }, { assign: { groups: ["Staff"] } });
  expect(await bring(desk)).toMatchObject({ created: 2, groupsCreated: 1, membersAdded: 2 });
  desk.seat({ ...teams, g1: ["ann", "cyd"] });
  expect(await bring(desk)).toMatchObject({ created: 1, deactivated: 1, membersAdded: 1, membersRemoved: 1 });
  expect(desk.held()).toEqual({ Staff: ["ann", "cyd"] });
  desk.seat(teams);
  expect(await bring(desk)).toMatchObject({ created: 0, reactivated: 1, deactivated: 1 });
  expect(desk.held()).toEqual({ Staff: ["ann", "ben"] });
});

test("members who have no account yet are added in whichever run they get one", async () => {
  const desk = await openTeamDesk();
  let refuses = true;
  const relay = await startRelay(desk.sandbox.url, ({ method, path, body }) =>
    refuses && method === "POST" && path.startsWith("/Users") && body.includes('"cyd"')
      ? { status: 400, detail: "not today" }
      : undefined,
  );
  onTestFinished(() => relay.close());
  const target = { baseUrl: relay.url, assign: { where: 'user.title != "Cook"' } };
  desk.configure({ push: ["Builders", "Cooks"] }, target);
  expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 3, counts: { failed: 1 } });
  expect(desk.held()).toEqual({ Builders: ["ben"], Cooks: [] });
  const { targets } = await desk.json("groups");
  expect(targets[0].groups).toMatchObject([
    { key: "g2", state: "active", members: { source: 2, wanted: 1, held: 1 } },
    { key: "g3", state: "active", members: { source: 1, wanted: 0, held: 0 } },
  ]);
  refuses = false;
  expect(await bring(desk)).toMatchObject({ created: 1, membersAdded: 1 });
  desk.configure({ push: ["Builders", "Cooks"] }, { ...target, assign: { everyone: true } });
  expect(await bring(desk)).toMatchObject({ created: 1, membersAdded: 1 });
  expect(desk.held()).toEqual({ Builders: ["ben", "cyd"], Cooks: ["dan"] });
});

test.each(["unlink", "delete"])(
  "a group that stops matching an expression goes by unpushed: %s",
  async (unpushed) => {
    const desk = await openTeamDesk();
    desk.configure({ where: 'group.kind == "team"', unpushed });
    desk.write("groups.csv", "id,name,kind", "g1,Staff,team", "g2,Builders,team", "g3,Cooks,club");
    expect(await bring(desk)).toMatchObject({ groupsCreated: 2 });
    desk.write("groups.csv", "id,name,kind", "g1,Staff,club", "g2,Builders,team", "g3,Cooks,club");
    expect(await bring(desk)).toMatchObject({
      groupsDeleted: unpushed === "delete" ? 1 : 0,
      membersRemoved: 0,
    });
    const kept = unpushed === "delete" ? {} : { Staff: ["ann", "ben"] };
    expect(desk.held()).toEqual({ ...kept, Builders: ["ben", "cyd"] });
  },
);

/** Members who cannot be taken for a slip, and a group of them. */
async function openCrowd(target: Parameters<TeamDesk["configure"]>[1] = {}): Promise<TeamDesk> {
  const desk = await openTeamDesk();
  const crowd = Array.from({ length: 24 }, (_, n) => `u${n}`);
  desk.write("people.csv", "id,title", ...crowd.map((id) => `${id},Dev`));
  desk.seat({ g1: crowd });
  desk.configure({ push: ["Staff"] }, target);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  desk.seat({ g1: crowd.slice(12) });
  return desk;
}

test("groups push is held by the guards, and lets through what somebody allows", async () => {
  const desk = await openCrowd();
  const { runs } = await desk.json("groups", "push", "Staff");
  expect(runs[0]).toMatchObject({ exitCode: 4, counts: { held: 1, membersRemoved: 0 } });
  expect(desk.held()["Staff"]).toHaveLength(24);
  expect(await desk.run("groups", "push", "Staff", "--allow-removals", "12")).toMatchObject({ code: 0 });
  expect(desk.held()["Staff"]).toHaveLength(12);
  await expectSettled(desk);
});

test("groups push leaves a protected group as it is, and says so", async () => {
  const desk = await openCrowd();
  desk.configure({ push: ["Staff"] }, { protect: ["Sta*"], guard: { members: { percent: 100 } } });
  const { runs } = await desk.json("groups", "push", "Staff");
  expect(runs[0]).toMatchObject({ exitCode: 3, failures: [{ key: "g1", code: "protected" }] });
  expect(desk.held()["Staff"]).toHaveLength(24);
});

test("groups push sends all members anew where groups do not tell theirs", async () => {
  const desk = await openTeamDesk();
  desk.write(
    "hidden.yaml",
    JSON.stringify({ title: "Hidden", extends: "generic", groups: { membersReadable: false } }),
  );
  desk.configure({ push: ["Staff"] }, { connector: "./hidden.yaml" });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  const path = `/Groups/${desk.idOf("Staff")}`;
  await desk.client.patch(path, [{ op: "remove", path: `members[value eq "${desk.userId("ann")}"]` }]);
  expect(await desk.run("sync", "--reconcile")).toMatchObject({ code: 0 });
  expect(desk.held()).toEqual({ Staff: ["ben"] });
  expect((await desk.json("groups", "push", "Staff")).runs[0]).toMatchObject({ counts: { membersAdded: 2 } });
  expect(desk.held()).toEqual({ Staff: ["ann", "ben"] });
  await expectSettled(desk);
});

test("a group that fails is not told in each run while it is paused, and is tried when it is resumed", async () => {
  const desk = await openTeamDesk();
  const id = await desk.client.createGroup({ displayName: "Staff" });
  desk.configure({ push: ["*"] });
  for (let night = 0; night < 2; night += 1) expect(await desk.run("sync")).toMatchObject({ code: 3 });
  expect(await desk.run("groups", "pause", "Staff")).toMatchObject({ code: 0 });
  expect(await desk.run("sync", "--reapply")).toMatchObject({ code: 0 });
  const { targets } = await desk.json("groups", "--state", "paused");
  expect(targets[0].groups).toMatchObject([{ key: "g1", state: "paused", error: { code: "group_exists" } }]);
  expect(await desk.run("groups", "resume", "Staff")).toMatchObject({ code: 0 });
  expect((await desk.json("sync")).runs[0]).toMatchObject({ exitCode: 3, failures: [{ key: "g1" }] });
  expect(await desk.run("groups", "link", "Staff", id)).toMatchObject({ code: 0 });
  expect(desk.held()["Staff"]).toEqual(["ann", "ben"]);
  await expectSettled(desk);
});

test("members who are in a group already are not added again when it is linked or pushed", async () => {
  const desk = await openTeamDesk();
  const sent: string[] = [];
  const relay = await startRelay(desk.sandbox.url, ({ method, body }) => {
    if (method !== "GET") sent.push(body);
    return undefined;
  });
  onTestFinished(() => relay.close());
  desk.configure({ push: [] }, { baseUrl: relay.url });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  const value = ["ann", "cyd"].map((name) => ({ value: desk.userId(name) }));
  const id = await desk.client.createGroup({ displayName: "All Users", members: value });
  sent.length = 0;
  desk.configure({ link: { Staff: "All Users" } }, { baseUrl: relay.url });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toContain(desk.userId("ann"));
  const path = `members[value eq "${desk.userId("ann")}"]`;
  await desk.client.patch(`/Groups/${id}`, [{ op: "remove", path }]);
  sent.length = 0;
  expect(await desk.run("groups", "push", "Staff")).toMatchObject({ code: 0 });
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toContain(desk.userId("ben"));
  sent.length = 0;
  for (const command of ["unlink", "push"])
    expect(await desk.run("groups", command, "Staff")).toMatchObject({ code: 0 });
  expect(sent).toEqual([]);
  expect(desk.held()["All Users"]).toEqual(["ann", "ben", "cyd"]);
});
