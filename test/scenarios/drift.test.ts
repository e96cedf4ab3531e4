import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { company } from "../support/company.ts";
import { heldBy, saidBy } from "../support/holdings.ts";
import { accountProviders, does } from "../support/providers.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, type Scene, setCompanyScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { accountAt } from "../support/stage.ts";

const ada = "ada.byron@example.com";
const bob = "bob.stone@example.com";

const root = { userName: "root@example.com", displayName: "Root", active: true };

/** Somebody else writes to an account. */
async function rewrite({ server }: Scene, userName: string, changes: JsonObject): Promise<void> {
  const { id, meta: _meta, groups: _groups, ...rest } = await accountAt(server, userName);
  const { status } = await plainClient(server).send("PUT", `/Users/${id as string}`, { ...rest, ...changes });
  expect(status).toBe(200);
}

async function remove({ server }: Scene, userName: string): Promise<void> {
  const { id } = await accountAt(server, userName);
  const { status } = await plainClient(server).send("DELETE", `/Users/${id as string}`);
  expect([200, 204]).toContain(status);
}

async function expectReconciled(scene: Scene): Promise<void> {
  const again = await scene.sync(undefined, "reconcile");
  expect(done(again)).toEqual({});
  expect(again).toMatchObject({ exitCode: 0, drift: { users: { drifted: 0, missing: 0 } } });
  await scene.expectNoRequests();
}

describe.each(accountProviders)("reconcile at $title", (provider) => {
  const { start } = provider;

  test("where nobody touched anything, nothing has drifted and nothing is sent", async () => {
    const scene = await setCompanyScene(start);
    const { drift, ...report } = await scene.sync(undefined, "reconcile");
    expect(done(report as never)).toEqual({});
    expect(drift).toMatchObject({
      users: { listed: 12, linked: 12, drifted: 0, missing: 0, unmanaged: 0 },
      groups: { listed: 3, linked: 3, drifted: 0, missing: 0, unmanaged: 0 },
      members: { groups: 0, gone: 0, come: 0 },
    });
    expect(report.requests.byMethod).not.toHaveProperty("PATCH");
    await scene.expectNoRequests();
  });

  test("what others changed is put right, and what they added is left alone", async () => {
    const scene = await setCompanyScene(start);
    await rewrite(scene, ada, { title: "Queen" });
    await plainClient(scene.server).createUser(root);
    await scene.expectNoRequests();
    const report = await scene.sync(undefined, "reconcile");
    expect(report.failures).toEqual([]);
    expect(done(report)).toEqual({ updated: 1 });
    expect(report.drift).toMatchObject({
      users: { listed: 13, linked: 12, drifted: 1, unmanaged: 1, strangers: ["root@example.com"] },
    });
    await scene.expectHeld(company, { accounts: [root] });
    await expectReconciled(scene);
  });

  test("an account that somebody switched off is switched on again", async () => {
    const scene = await setCompanyScene(start);
    await rewrite(scene, ada, { active: false });
    const report = await scene.sync(undefined, "reconcile");
    expect(report.failures).toEqual([]);
    expect(done(report)).toMatchObject({ reactivated: 1 });
    await scene.expectHeld(company);
    await expectReconciled(scene);
  });

  test("an account that is gone is made anew, with its groups and whoever names it", async () => {
    const scene = await setCompanyScene(start);
    await remove(scene, bob);
    const report = await scene.sync(undefined, "reconcile");
    expect(report.failures).toEqual([]);
    expect(report.counts).toMatchObject({ created: 1 });
    expect(report.drift).toMatchObject({ users: { listed: 11, missing: 1 } });
    const { accounts, groups } = await heldBy(scene.server);
    const forgets = does(provider, "forgets members that are deleted");
    const living = groups.map(({ displayName, members }) => ({
      displayName,
      members: members.filter((member) => forgets || !member.startsWith("nobody")),
    }));
    expect({ accounts, groups: living }).toEqual(saidBy(company));
    await expectReconciled(scene);
  });
});

describe("reconcile at the sandbox", () => {
  test("members who went are added, and those who came are removed, where the group is ours", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    const { id } = (await scene.server.groups()).find((one) => one["displayName"] === "Platform")!;
    const idOf = async (userName: string) => (await accountAt(scene.server, userName))["id"] as string;
    await plainClient(scene.server).patch(`/Groups/${id as string}`, [
      { op: "remove", path: `members[value eq "${await idOf(ada)}"]` },
      { op: "add", path: "members", value: [{ value: await idOf(bob) }] },
    ]);
    const report = await scene.sync(undefined, "reconcile");
    expect(done(report)).toEqual({ membersAdded: 1, membersRemoved: 1 });
    expect(report.drift).toMatchObject({ members: { groups: 1, gone: 1, come: 1 } });
    await scene.expectHeld(company);
    await expectReconciled(scene);
  });

  test.each([{}, { deleteAfter: "30d" }])(
    "a leaver let in again by somebody is put out again %j",
    async (users) => {
      const scene = await setCompanyScene(() => startSandboxServer(), { users });
      const people = company.people.filter(({ email }) => email !== ada);
      const left = await scene.sync({ ...company, people });
      expect(left.counts.deactivated).toBe(1);
      await rewrite(scene, ada, { active: true });
      const report = await scene.sync(undefined, "reconcile");
      expect(done(report)).toMatchObject({ deactivated: 1 });
      expect((await accountAt(scene.server, ada))["active"]).toBe(false);
    },
  );

  test("all are read by pages, never one request a user", async () => {
    const scene = await setCompanyScene(() => startSandboxServer({ reads: { pageSize: 5 } }));
    const { requests } = await scene.sync(undefined, "reconcile");
    // ServiceProviderConfig and Schemas, three pages of users, one of groups, the members of each group.
    expect(requests.total).toBeLessThanOrEqual(2 + 3 + 1 + 3);
  });

  test("more accounts gone than may be are taken to be there still, until somebody says otherwise", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    for (const { email } of company.people.slice(0, 7)) await remove(scene, email);
    const report = await scene.sync(undefined, "reconcile");
    expect(report).toMatchObject({ exitCode: 4, counts: { created: 0 }, drift: { users: { missing: 7 } } });
    expect(report.guard).toMatchObject([{ guard: "missing", removals: 7, limit: 5, held: 7 }]);
    expect(report.guard[0]?.message).toContain("--reconcile --allow-removals 7");
  });

  test("nobody is taken to be gone by a list that is not whole", async () => {
    const scene = await setCompanyScene(() =>
      startSandboxServer({ reads: { paging: "firstPage", pageSize: 5 } }),
    );
    await remove(scene, bob);
    const report = await scene.sync(undefined, "reconcile");
    expect(report.counts.created).toBe(0);
    expect(report.drift?.users).toMatchObject({
      missing: 0,
      incomplete: expect.stringContaining("only the first page"),
    });
    expect(report.notices.join()).toContain("nobody is taken to be gone");
  });
});
