import { afterAll, describe, expect, it } from "vitest";
import { makeDirectory } from "../cli/directory.ts";
import { readBack, wanted } from "../cli/read-back.ts";
import { openWorkspace, type Workspace } from "../cli/workspace.ts";
import { describeKill, type Killed, type Moment, runAndKill } from "./killed-run.ts";
import { chooseSeed, seeded } from "./seeded.ts";

const seed = chooseSeed();
const random = seeded(seed);
const upTo = (limit: number) => 1 + Math.floor(random() * limit);
const open: Workspace[] = [];
afterAll(() => Promise.all(open.map((workspace) => workspace.close())));

/** Twenty moments over the life of a first sync: reading, planning, accounts, managers, groups, members. */
function moments(users: number): readonly Moment[] {
  const early = [1, 2, 3, 4].map((): Moment => ({ kind: "time", ms: random() * 450 }));
  // Each takes a tenth of the accounts at most, so that the later ones still find something to do.
  const accounts = Array.from({ length: 9 }, (): Moment => ({
    kind: "requests",
    method: "POST",
    path: "/Users",
    count: upTo(users / 10),
  }));
  const managers = [1, 2].map((): Moment => ({
    kind: "requests",
    method: "PATCH",
    path: "/Users",
    count: upTo(15),
  }));
  const making = [1, 2].map((): Moment => ({
    kind: "requests",
    method: "POST",
    path: "/Groups",
    count: upTo(2),
  }));
  const members = [1, 2, 3].map((): Moment => ({
    kind: "requests",
    method: "PATCH",
    path: "/Groups",
    count: upTo(2),
  }));
  return [
    ...early.slice(0, 2),
    ...accounts.slice(0, 5),
    ...early.slice(2),
    ...accounts.slice(5),
    ...managers,
    ...making,
    ...members,
  ];
}

async function syncOnce(workspace: Workspace): Promise<void> {
  const { code, stdout, stderr } = await workspace.run("sync", "--quiet");
  expect({ code, stderr, stdout: code === 0 ? "" : stdout }).toEqual({ code: 0, stderr: "", stdout: "" });
}

async function expectSettled(workspace: Workspace): Promise<void> {
  workspace.sandbox.clearRequests();
  await syncOnce(workspace);
  expect(workspace.sandbox.requests()).toMatchObject({ total: 0 });
}

describe(`seed ${seed} (SCIMSYNC_TEST_SEED)`, () => {
  it("a first sync of 1,000 users, killed twenty times, ends after one more run with exactly what it should", async () => {
    // So many groups that a kill that comes late leaves some for the next.
    const directory = makeDirectory(1_000, 40);
    const workspace = await openWorkspace({ seed, latency: 3 });
    open.push(workspace);
    workspace.writeDirectory(directory);
    workspace.writeConfig({ limits: "{ concurrency: 4 }", match: "[userName, externalId]" });
    const kills: Killed[] = [];
    for (const moment of moments(1_000)) kills.push(await runAndKill(workspace, moment));
    console.log(kills.map(describeKill).join("\n"));
    expect(kills.filter(({ killed }) => killed)).toHaveLength(20);
    expectSpread(kills, 1_000);

    await syncOnce(workspace);
    expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
    await expectSettled(workspace);
  }, 90_000);
});

/** The kills must have hit the run at its many stages, or they prove little. */
function expectSpread(kills: readonly Killed[], users: number): void {
  const stages = {
    beforeAnyRequest: kills.filter(({ requests }) => requests === 0).length,
    someAccounts: kills.filter((kill) => kill.users > 0 && kill.users < users).length,
    allAccounts: kills.filter((kill) => kill.users === users).length,
    someGroups: kills.filter((kill) => kill.groups > 0).length,
    someMembers: kills.filter((kill) => kill.members > 0).length,
  };
  for (const count of Object.values(stages)) expect(count, JSON.stringify(stages)).toBeGreaterThan(0);
  expect(stages.someAccounts).toBeGreaterThanOrEqual(8);
  expect(stages.allAccounts).toBeGreaterThanOrEqual(5);
  expect(new Set(kills.map((kill) => `${kill.users} ${kill.members} ${kill.requests}`)).size).toBeGreaterThan(
    14,
  );
}
