import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { person, smallDirectory } from "./directory.ts";
import { startRelay } from "./relay.ts";
import { syncedWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
/** True when the last test pushed something, or took the state away. */
let isSpent = true;

beforeEach(async () => {
  if (isSpent) workspace = await syncedWorkspace();
  workspace.writeDirectory(smallDirectory);
});
afterEach(async () => {
  isSpent = workspace.sandbox.requests().total > 0 || !existsSync(workspace.path("scimsync.db"));
  if (isSpent) await workspace.close();
});
afterAll(async () => {
  if (!isSpent) await workspace.close();
});

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
async function json(...args: readonly string[]): Promise<{ code: number | null; body: any }> {
  const { code, stdout, stderr } = await workspace.run(...args, "--json");
  if (stdout === "") throw new Error(stderr);
  return { code, body: JSON.parse(stdout) };
}

const { people, groups } = smallDirectory;
const promoted = people.map((one, at) => (at === 0 ? { ...one, title: "Promoted" } : one));
const grown = { people: [...promoted, person(6)], groups };

describe("plan", () => {
  it("sends nothing and changes nothing: sync does afterwards what it said", async () => {
    workspace.writeDirectory(grown);
    const first = await json("plan");
    const again = await json("plan");
    expect(first.code).toBe(0);
    expect(again.body.plans[0].planId).toBe(first.body.plans[0].planId);
    expect(workspace.sandbox.requests().total).toBe(0);
    const { body } = await json("sync");
    expect(body.runs[0]).toMatchObject({
      planId: first.body.plans[0].planId,
      counts: { created: 1, updated: 1 },
    });
  });

  it("is the same for the same directory in another order", async () => {
    workspace.writeDirectory(grown);
    const one = await json("plan");
    workspace.writeDirectory({ people: [...grown.people].reverse(), groups: [...groups].reverse() });
    const other = await json("plan");
    expect(other.body.plans[0].planId).toBe(one.body.plans[0].planId);
    expect(other.body.plans[0].operations).toEqual(one.body.plans[0].operations);
  });

  it("--exit-code: 0 with nothing to do, 10 with something", async () => {
    expect(await workspace.run("plan", "--exit-code")).toMatchObject({
      code: 0,
      stdout: "app: nothing to do\n",
    });
    workspace.writeDirectory(grown);
    expect(await workspace.run("plan")).toMatchObject({ code: 0 });
    expect(await workspace.run("plan", "--exit-code")).toMatchObject({ code: 10 });
    expect(workspace.sandbox.requests().total).toBe(0);
  });

  it("as text: counts, each operation with old and new values, what it costs", async () => {
    workspace.writeDirectory(grown);
    const { stdout } = await workspace.run("plan");
    expect(stdout).toMatch(/^app: 1 users? to update, 1 users? to create$/m);
    expect(stdout).toContain("~ update User e00001@example.com [e00001]");
    expect(stdout).toContain('title: "Title 1" → "Promoted"');
    expect(stdout).toContain("+ create User e00006@example.com [e00006]");
    expect(stdout).toMatch(/about 4 requests/);
    expect(await workspace.run("plan", "--limit", "1")).toMatchObject({
      stdout: expect.stringContaining("… and 1 more"),
    });
  });
});

describe("sync --dry-run", () => {
  it("is plan", async () => {
    workspace.writeDirectory(grown);
    const plan = await workspace.run("plan");
    expect(await workspace.run("sync", "--dry-run")).toEqual(plan);
    expect(workspace.sandbox.requests().total).toBe(0);
    expect(workspace.sandbox.users()).toHaveLength(5);
  });
});

describe("sync --only", () => {
  it("does the one and prints each step; the others follow with the next sync", async () => {
    workspace.writeDirectory(grown);
    const { code, stdout, stderr } = await workspace.run("sync", "--only", "e00006");
    expect(code).toBe(0);
    expect(stderr).toMatch(/create User e00006@example\.com \(e00006\): created/);
    expect(stdout).toMatch(/1 account created/);
    expect(workspace.sandbox.users()).toHaveLength(6);
    expect(workspace.sandbox.users()[0]).toMatchObject({ title: "Title 1" });
    const rest = await json("sync");
    expect(rest.body.runs[0].counts).toMatchObject({ created: 0, linked: 0, updated: 1 });
  });

  it("takes several keys, of users and groups, and the target before the flag; others are left alone", async () => {
    const renamed = groups.map((group) => ({ ...group, name: `${group.name} renamed` }));
    workspace.writeDirectory({ people: people.map((one) => ({ ...one, title: "New" })), groups: renamed });
    const { code, body } = await json("sync", "app", "--only", "e00002", "g002");
    expect(code).toBe(0);
    expect(body.runs[0]).toMatchObject({
      mode: "only",
      counts: { updated: 1, created: 0, groupsUpdated: 1 },
    });
    const names = workspace.sandbox.groups().map(({ displayName }) => displayName as string);
    expect(names.sort()).toEqual(["Team 1", "Team 2 renamed"]);
  });
});

describe("status", () => {
  it("before any run: nothing yet, and exit code 0", async () => {
    workspace.remove("scimsync.db");
    const { code, body } = await json("status");
    expect(code).toBe(0);
    expect(body.targets).toMatchObject([{ target: "app", lastRun: null, lastGoodRunAt: null }]);
    workspace.remove("scimsync.db");
  });

  it("after a run: accounts by state, last runs", async () => {
    const { code, body } = await json("status");
    expect(code).toBe(0);
    expect(body).toEqual({
      version: 1,
      targets: [
        {
          target: "app",
          verdict: "ok",
          says: "in order",
          accounts: { "group active": 2, "user active": 5, "user pending": 0 },
          attention: {},
          oldest: {},
          adopted: { users: 0, groups: 0 },
          notSticky: 0,
          lastRun: { runId: expect.any(String), mode: "sync", startedAt: expect.any(String), exitCode: 0 },
          lastThroughAt: body.targets[0].lastRun.startedAt,
          lastGoodRunAt: body.targets[0].lastRun.startedAt,
        },
      ],
    });
    const { stdout } = await workspace.run("status");
    expect(stdout).toMatch(/accounts: 5 active/);
    expect(stdout).toMatch(/last good run: .* ago/);
  });

  it("after a run that failed for some: they are counted, and the last good run is the one before", async () => {
    const relay = await startRelay(workspace.sandbox.url, ({ method }) =>
      method === "POST" ? { status: 400, detail: "no" } : undefined,
    );
    const good = (await json("status")).body.targets[0].lastGoodRunAt;
    workspace.writeDirectory(grown);
    const config = workspace.read("scimsync.yaml");
    workspace.write("scimsync.yaml", config.replace(workspace.sandbox.url, relay.url));
    const run = await workspace.run("sync", "--json");
    relay.close();
    // Another base URL is another tenant: the state file's links mean nothing there.
    expect(run.code).toBe(6);
    expect(JSON.parse(run.stdout).runs[0].error.reason).toBe("other_tenant");
    workspace.write("scimsync.yaml", config);
    const { body } = await json("status");
    expect(body.targets[0]).toMatchObject({ lastRun: { exitCode: 6 }, lastGoodRunAt: good });
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
  });
});

describe("runs", () => {
  it("lists the last runs, latest first; --limit shows fewer", async () => {
    workspace.writeDirectory(grown);
    await workspace.run("sync");
    const { body } = await json("runs");
    expect(body.runs).toHaveLength(2);
    expect(body.runs[0]).toMatchObject({
      target: "app",
      mode: "sync",
      exitCode: 0,
      counts: { created: 1, updated: 1 },
    });
    expect(Date.parse(body.runs[0].startedAt)).toBeGreaterThanOrEqual(Date.parse(body.runs[1].startedAt));
    expect((await json("runs", "--limit", "1")).body.runs).toEqual(body.runs.slice(0, 1));
    const { stdout } = await workspace.run("runs");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(body.runs.map((run: { runId: string }) => run.runId));
  });

  it("show ID: each change with old and new values, outcome and time", async () => {
    workspace.writeDirectory({
      people: grown.people,
      groups: groups.map((group, at) =>
        at === 0 ? { ...group, members: [...group.members, "e00006"] } : group,
      ),
    });
    const { body: report } = await json("sync");
    const { runId } = report.runs[0];
    const { code, body } = await json("runs", "show", runId);
    expect(code).toBe(0);
    expect(body).toMatchObject({ version: 1, run: { runId, target: "app", exitCode: 0 } });
    expect(body.operations).toMatchObject([
      {
        kind: "update",
        key: "e00001",
        state: "succeeded",
        changes: [{ path: "title", before: "Title 1", after: "Promoted" }],
        at: expect.stringMatching(/Z$/),
      },
      { kind: "create", key: "e00006", state: "succeeded", outcome: { result: "created" } },
      { kind: "addMembers", key: "g001", members: ["e00006"], state: "succeeded", outcome: { members: 1 } },
    ]);
    const { stdout } = await workspace.run("runs", "show", runId);
    expect(stdout).toContain('title: "Title 1" → "Promoted"');
    expect(stdout).toMatch(/create User e00006@example\.com \[e00006\]: succeeded \(created\)/);

    // Only some of them, by key, kind or state.
    const keysBy = async (...filter: readonly string[]) =>
      (await json("runs", "show", runId, ...filter)).body.operations.map(
        ({ key }: { readonly key: string }) => key,
      );
    expect(await keysBy("--key", "e00006")).toEqual(["e00006"]);
    expect(await keysBy("--kind", "update", "create", "--state", "succeeded")).toEqual(["e00001", "e00006"]);
    expect(await keysBy("--limit", "2")).toEqual(["e00001", "e00006"]);
    expect(await keysBy("--state", "failed")).toEqual([]);
    expect((await json("runs", "--target", "nobody")).body.runs).toEqual([]);
  });
});

describe("validate", () => {
  it("tells what it read; no network, no state file", async () => {
    workspace.remove("scimsync.db");
    workspace.writeConfig({ baseUrl: "https://no-such-host.invalid/scim/v2" });
    const { code, body } = await json("validate");
    expect({ code, body }).toEqual({
      code: 0,
      body: {
        version: 1,
        valid: true,
        source: { users: 5, groups: 2, memberships: 6 },
        targets: ["app"],
        mappings: [expect.objectContaining({ target: "app" })],
      },
    });
    expect(await workspace.run("validate")).toMatchObject({
      stdout: "valid: 5 users, 2 groups, 6 memberships; target app\n",
    });
    expect(() => workspace.read("scimsync.db")).toThrow(/ENOENT/);
  });

  it("tells groups that assign names and the source does not have", async () => {
    workspace.writeConfig({ assign: "{ groups: [staf], exclude: { groups: [nobody-here] } }" });
    const { code, stderr } = await workspace.run("validate");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /notice: scimsync\.yaml:\d+:\d+ targets\.app\.assign\.groups\[0\]: the source has no group/,
    );
    expect(stderr).toMatch(/exclude\.groups\[0\]: the source has no group called nobody-here/);
    expect((await workspace.run("validate", "--quiet")).stderr).toBe("");
  });
});
