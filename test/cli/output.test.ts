import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { person, smallDirectory } from "./directory.ts";
import { syncedWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let people = smallDirectory.people;

beforeAll(async () => {
  workspace = await syncedWorkspace();
});
afterAll(() => workspace.close());

function grow(): void {
  people = [...people, person(people.length + 1)];
  workspace.writeDirectory({ ...smallDirectory, people });
}

const text = expect.stringMatching(/\S/);
const number = expect.any(Number);
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const counts =
  "inScope,created,linked,updated,deactivated,reactivated,deleted,unchanged,pending,held,failed,quarantined,skipped,groupsCreated,groupsLinked,groupsUpdated,groupsDeleted,membersAdded,membersRemoved";

describe("--json", () => {
  it("sync: the report of contract section 3, alone on stdout", async () => {
    grow();
    const { code, stdout, stderr } = await workspace.run("sync", "--json", "--quiet");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    const zeros = Object.fromEntries(counts.split(",").map((name) => [name, 0]));
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      runs: [
        {
          runId: text,
          target: "app",
          mode: "sync",
          startedAt: instant,
          durationMs: number,
          timings: { readMs: number, planMs: number, pushMs: number },
          exitCode: 0,
          planId: text,
          source: { users: 6, groups: 2, memberships: 6, dangling: 0, fingerprint: text },
          counts: expect.objectContaining({ ...zeros, inScope: 6, created: 1, unchanged: 5 }),
          requests: { total: 3, byMethod: { GET: 2, POST: 1 }, retried: 0, throttledMs: 0 },
          guard: [],
          held: [],
          failures: [],
          notices: [],
          notSticky: [],
        },
      ],
    });
  });

  it.each([
    ["plan", "--json"],
    ["sync", "--dry-run", "--json"],
  ])("%s %s: the plan of contract section 3, alone on stdout", async (...args) => {
    grow();
    const newest = people.at(-1)!;
    const changed = people.map((one, at) =>
      at === 0 ? { ...one, title: `Title of ${people.length}` } : one,
    );
    workspace.writeDirectory({ people: changed, groups: smallDirectory.groups });
    const { code, stdout, stderr } = await workspace.run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { version, plans } = JSON.parse(stdout);
    expect({ version, plans: plans.length }).toEqual({ version: 1, plans: 1 });
    const [{ operations, ...plan }] = plans;
    expect(plan).toEqual({
      planId: text,
      target: "app",
      mode: "sync",
      basis: { source: text, mapping: text },
      guard: [],
      notices: [],
      forecast: { requests: 4, seconds: null },
    });
    expect(operations).toHaveLength(2);
    expect(operations[0]).toEqual({
      kind: "update",
      resource: "User",
      key: "e00001",
      name: "e00001@example.com",
      targetId: workspace.sandbox.users()[0]?.["id"],
      changes: [{ path: "title", before: "Title 1", after: `Title of ${people.length}` }],
    });
    expect(operations[1]).toMatchObject({
      kind: "create",
      resource: "User",
      key: newest.id,
      name: newest.email,
      targetId: null,
    });
    expect(operations[1].changes).toContainEqual({ path: "userName", before: null, after: newest.email });
    workspace.writeDirectory({ people, groups: smallDirectory.groups });
    await workspace.run("sync");
  });

  it("a plan refers to accounts that are still to be made by their source key", async () => {
    const boss = person(900);
    const report = person(901, { manager: boss.id });
    workspace.writeDirectory({ people: [...people, boss, report], groups: smallDirectory.groups });
    const { stdout } = await workspace.run("plan", "--json");
    expect(stdout).toContain(`(id of ${boss.id})`);
    expect(stdout).not.toContain(String.raw`\u0000`);
    workspace.writeDirectory({ people, groups: smallDirectory.groups });
  });

  it("is still one document when the run was refused by the target", async () => {
    grow();
    workspace.env = { SCIM_TOKEN: "wrong" };
    const { code, stdout } = await workspace.run("sync", "--json");
    workspace.env = { SCIM_TOKEN: workspace.sandbox.token };
    expect(code).toBe(6);
    expect(JSON.parse(stdout).runs).toHaveLength(1);
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
  });

  it("logs at any level stay off stdout", async () => {
    grow();
    const { code, stdout, stderr } = await workspace.run(
      "sync",
      "--json",
      "--log-level",
      "trace",
      "--log-format",
      "json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
    for (const line of stderr.split("\n").filter((one) => one.startsWith("{"))) JSON.parse(line);
  });
});

describe("global flags stand before or after the command", () => {
  it.each([
    [["--json", "status"]],
    [["status", "--json"]],
    [["-c", "scimsync.yaml", "status", "--json"]],
    [["status", "--json", "-c", "scimsync.yaml"]],
    [["status", "app", "--config", "scimsync.yaml", "--json"]],
    [["--log-level", "debug", "status", "--json", "--quiet"]],
  ])("%j", async (args) => {
    const { code, stdout } = await workspace.run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, targets: [{ target: "app" }] });
  });

  it.each([[["--json", "runs"]], [["runs", "--json"]], [["runs", "list", "--json"]]])("%j", async (args) => {
    const { code, stdout } = await workspace.run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, runs: expect.any(Array) });
  });

  it("a config elsewhere: its files are found beside it, whatever the working directory", async () => {
    const other = await syncedWorkspace();
    const { code, stdout } = await other.run("validate", "--json", "-c", workspace.path("scimsync.yaml"));
    await other.close();
    expect({ code, read: JSON.parse(stdout).source.users }).toEqual({ code: 0, read: people.length });
  });
});

describe("--quiet", () => {
  it("says nothing when all is well, and still says what is wrong", async () => {
    grow();
    expect(await workspace.run("sync", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    grow();
    workspace.env = { SCIM_TOKEN: "wrong" };
    const { code, stdout, stderr } = await workspace.run("sync", "--quiet");
    workspace.env = { SCIM_TOKEN: workspace.sandbox.token };
    expect(code).toBe(6);
    expect(stdout + stderr).toContain("credentials refused");
  });
});
