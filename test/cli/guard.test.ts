import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Directory, makeDirectory, person, withoutPeople } from "./directory.ts";
import { readBack, wanted } from "./read-back.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

interface Report {
  readonly code: number | null;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
  readonly run: any;
}

async function sync(workspace: Workspace, ...args: readonly string[]): Promise<Report> {
  const { code, stdout } = await workspace.run("sync", "--json", ...args);
  return { code, run: JSON.parse(stdout).runs[0] };
}

async function synced(directory: Directory): Promise<Workspace> {
  const workspace = await openWorkspace();
  workspace.writeDirectory(directory);
  workspace.writeConfig({ limits: "{ concurrency: 4 }" });
  expect(await sync(workspace)).toMatchObject({ code: 0 });
  workspace.sandbox.clearRequests();
  return workspace;
}

/** Methods and ids of the writes since the log was cleared. */
function writes(workspace: Workspace): readonly string[] {
  const { requests } = workspace.sandbox.requests();
  return requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}

function idOf(workspace: Workspace, email: string): string {
  return workspace.sandbox.users().find(({ userName }) => userName === email)?.["id"] as string;
}

/** Without managers, so that what is written is what the test says. */
const thousand: Directory = (() => {
  const { people, groups } = makeDirectory(1_000, 10);
  return { people: people.map((one) => ({ ...one, manager: "" })), groups };
})();

describe("300 of 1,000 users disappear from the source, 5 are new, 5 changed", () => {
  let workspace: Workspace;
  const gone = new Set(thousand.people.filter((_, at) => at % 10 < 3).map(({ id }) => id));
  const changed = new Set(thousand.people.filter((_, at) => at % 200 === 7).map(({ id }) => id));
  const fresh = [1, 2, 3, 4, 5].map((number) => person(2_000 + number));
  const after = ((): Directory => {
    const { people, groups } = withoutPeople(thousand, ({ id }) => gone.has(id));
    const updated = people.map((one) => (changed.has(one.id) ? { ...one, title: "Promoted" } : one));
    return {
      people: [...updated, ...fresh],
      groups: groups.map((team, at) =>
        at === 0 ? { ...team, members: [...team.members, fresh[0]!.id] } : team,
      ),
    };
  })();
  let idsOfGone: ReadonlySet<string>;

  beforeAll(async () => {
    workspace = await synced(thousand);
    idsOfGone = new Set([...gone].map((id) => idOf(workspace, `${id}@example.com`)));
    workspace.writeDirectory(after);
  });
  afterAll(() => workspace.close());

  it("plan shows them as held, exits 4 and sends nothing", async () => {
    const { code, stdout } = await workspace.run("plan", "--json");
    const [plan] = JSON.parse(stdout).plans;
    const held = plan.operations.filter((operation: { held?: boolean }) => operation.held);
    expect(code).toBe(4);
    expect(held).toHaveLength(300);
    expect(plan.guard).toMatchObject([{ guard: "users", removals: 300, outOf: 1000, limit: 50, held: 300 }]);
    expect(workspace.sandbox.requests().total).toBe(0);
  });

  it("removals are held, creates and updates go on, exit code 4, and the message says how to let them through", async () => {
    const before = await readBack(workspace.sandbox);
    workspace.sandbox.clearRequests();
    const { code, stdout } = await workspace.run("sync");
    expect(code).toBe(4);
    expect(stdout).toMatch(/5 accounts created, 5 accounts updated/);
    expect(stdout).toMatch(
      /HELD: 300 of 1000 accounts would be deactivated or deleted, more than the limit of 50/,
    );
    expect(stdout).toContain("scimsync sync app --allow-removals 300");

    const done = writes(workspace);
    expect(done.filter((write) => [...idsOfGone].some((id) => write.includes(id)))).toEqual([]);
    expect(done.filter((write) => write.startsWith("POST /Users"))).toHaveLength(5);
    expect(done.filter((write) => write.startsWith("PATCH /Users"))).toHaveLength(5);
    expect(done.filter((write) => write.startsWith("DELETE"))).toEqual([]);
    // Those who are held stay in their groups; the new one is in hers.
    const now = await readBack(workspace.sandbox);
    const names = new Set(fresh.map(({ email }) => email));
    expect(now.users.filter(([name]) => !names.has(name))).toEqual(before.users);
    expect(now.groups.map(([name, members]) => [name, members.filter((one) => !names.has(one))])).toEqual(
      before.groups,
    );
    expect(now.groups.find(([name]) => name === "Team 1")?.[1]).toContain(fresh[0]!.email);
    expect(now.users.filter(([, active]) => active)).toHaveLength(1_005);
  });

  it("they are held run after run, and an unchanged source asks nothing of the provider", async () => {
    workspace.sandbox.clearRequests();
    const again = await sync(workspace);
    expect(again).toMatchObject({
      code: 4,
      run: { counts: { held: 300, created: 0, updated: 0, deactivated: 0 } },
    });
    expect(writes(workspace)).toEqual([]);
  });

  it("an allowance smaller than what is held lets that many through, and no more", async () => {
    const some = await sync(workspace, "--allow-removals", "100");
    expect(some).toMatchObject({ code: 4, run: { counts: { deactivated: 100, held: 200 } } });
    expect(workspace.sandbox.users().filter(({ active }) => active === false)).toHaveLength(100);
  });

  it("--allow-removals lets the rest go, exit code 0, and they leave their groups", async () => {
    const rest = await sync(workspace, "--allow-removals", "300");
    expect(rest).toMatchObject({ code: 0, run: { counts: { deactivated: 200, held: 0 }, guard: [] } });
    const now = await readBack(workspace.sandbox);
    const inactive = now.users.filter(([, active]) => !active).map(([name]) => name);
    expect(inactive).toEqual([...gone].map((id) => `${id}@example.com`).sort());
    expect(now.groups).toEqual(wanted(after).groups);
    expect(now.users.filter(([, active]) => active)).toEqual(wanted(after).users);
  });

  it("the next run sends nothing", async () => {
    workspace.sandbox.clearRequests();
    expect(await sync(workspace)).toMatchObject({ code: 0 });
    expect(workspace.sandbox.requests().total).toBe(0);
  });
});

describe("at the limit: 50 of 260, by count; the percentage would let 52 go", () => {
  const twoHundredSixty: Directory = { people: thousand.people.slice(0, 260), groups: [] };

  it.each([
    [50, { code: 0, run: { counts: { deactivated: 50, held: 0 } } }],
    [51, { code: 4, run: { counts: { deactivated: 0, held: 51 } } }],
  ])("%i removals", async (removals, expected) => {
    const workspace = await synced(twoHundredSixty);
    workspace.writeDirectory({ people: twoHundredSixty.people.slice(removals), groups: [] });
    expect(await sync(workspace)).toMatchObject(expected);
    const off = workspace.sandbox.users().filter(({ active }) => active === false);
    expect(off).toHaveLength(expected.run.counts.deactivated);
    await workspace.close();
  });

  it("two halves on one day count together", async () => {
    const workspace = await synced(twoHundredSixty);
    workspace.writeDirectory({ people: twoHundredSixty.people.slice(30), groups: [] });
    expect(await sync(workspace)).toMatchObject({ code: 0, run: { counts: { deactivated: 30 } } });
    workspace.writeDirectory({ people: twoHundredSixty.people.slice(60), groups: [] });
    expect(await sync(workspace)).toMatchObject({ code: 4, run: { counts: { deactivated: 0, held: 30 } } });
    // Whoever comes back is no longer held.
    workspace.writeDirectory({ people: twoHundredSixty.people.slice(30), groups: [] });
    expect(await sync(workspace)).toMatchObject({ code: 0, run: { counts: { held: 0 }, guard: [] } });
    await workspace.close();
  });
});

describe("the members guard", () => {
  const { people } = thousand;
  const team = (members: number, name = "Big"): Directory => ({
    people: people.slice(0, 60),
    groups: [
      { id: "g1", name, members: people.slice(0, members).map(({ id }) => id) },
      { id: "g2", name: "Small", members: people.slice(40, 59).map(({ id }) => id) },
    ],
  });

  it("holds a group that loses more than 30 % of its members while their accounts stay; 30 % goes", async () => {
    const workspace = await synced(team(40));
    // 13 of 40 is 32.5 %.
    workspace.writeDirectory(team(27));
    const held = await sync(workspace);
    expect(held).toMatchObject({
      code: 4,
      run: {
        counts: { membersRemoved: 0 },
        guard: [{ guard: "members", group: "Big", removals: 13, outOf: 40, limit: 12 }],
      },
    });
    expect(held.run.guard[0].message).toContain("scimsync sync app --allow-removals 13");
    expect(writes(workspace)).toEqual([]);
    // 12 of 40 is 30 %.
    workspace.writeDirectory(team(28));
    expect(await sync(workspace)).toMatchObject({
      code: 0,
      run: { counts: { membersRemoved: 12 }, guard: [] },
    });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(team(28)));
    await workspace.close();
  });

  it("additions to the held group go on, and --allow-removals lets the removals go", async () => {
    const workspace = await synced(team(40));
    const next = team(20);
    const grown = {
      ...next,
      groups: next.groups.map((group) =>
        group.id === "g1" ? { ...group, members: [...group.members, people[55]!.id] } : group,
      ),
    };
    workspace.writeDirectory(grown);
    expect(await sync(workspace)).toMatchObject({
      code: 4,
      run: { counts: { membersAdded: 1, membersRemoved: 0 } },
    });
    expect(await sync(workspace, "--allow-removals", "20")).toMatchObject({
      code: 0,
      run: { counts: { membersRemoved: 20 } },
    });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(grown));
    workspace.sandbox.clearRequests();
    expect(await sync(workspace)).toMatchObject({ code: 0 });
    expect(workspace.sandbox.requests().total).toBe(0);
    await workspace.close();
  });

  it("does not mind a group of fewer than 20, nor members whose accounts go", async () => {
    const workspace = await synced(team(40));
    const next = team(40);
    workspace.writeDirectory({
      ...next,
      groups: next.groups.map((group) => (group.id === "g2" ? { ...group, members: [] } : group)),
    });
    expect(await sync(workspace)).toMatchObject({ code: 0, run: { counts: { membersRemoved: 19 } } });
    // 10 of 60 accounts go, 10 of the 40 members with them, and 5 more leave the group alone.
    const smaller = withoutPeople(team(35), ({ id }) => people.slice(0, 10).some((one) => one.id === id));
    workspace.writeDirectory(smaller);
    expect(await sync(workspace)).toMatchObject({
      code: 0,
      run: { counts: { deactivated: 10, held: 0 }, guard: [] },
    });
    const { groups } = await readBack(workspace.sandbox);
    expect(groups).toEqual(wanted(smaller).groups);
    await workspace.close();
  });
});
