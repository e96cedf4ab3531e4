import { describe, expect, it } from "vitest";
import { makeDirectory, type Person } from "../cli/directory.ts";
import { readBack, wanted } from "../cli/read-back.ts";
import { openWorkspace, type Workspace } from "../cli/workspace.ts";
import { describeKill, type Killed, type Moment, runAndKill } from "./killed-run.ts";
import { chooseSeed, seeded } from "./seeded.ts";

const users = 60;
const rounds = 10;
const seed = chooseSeed();
const directory = makeDirectory(users, 4);

/** Kills from the start of the process to the last member, spread evenly and put in place by chance. */
function momentOf(round: number, random: () => number): Moment {
  const at = (round + random()) / rounds;
  if (at < 0.15) return { kind: "time", ms: (at / 0.15) * 300 };
  const upTo = (limit: number) => 1 + Math.floor(random() * limit);
  if (at < 0.65)
    return {
      kind: "requests",
      method: "POST",
      path: "/Users",
      count: 1 + Math.floor(((at - 0.15) / 0.5) * users),
    };
  if (at < 0.8) return { kind: "requests", method: "PATCH", path: "/Users", count: upTo(users / 6) };
  if (at < 0.9) return { kind: "requests", method: "POST", path: "/Groups", count: upTo(3) };
  return { kind: "requests", method: "PATCH", path: "/Groups", count: upTo(3) };
}

async function killOnce(round: number): Promise<Killed> {
  const random = seeded(seed + round);
  const workspace = await openWorkspace({ seed: seed + round, latency: 2 });
  try {
    workspace.writeDirectory(directory);
    workspace.writeConfig({ limits: "{ concurrency: 3 }" });
    const killed = await runAndKill(workspace, momentOf(round, random));
    const next = await workspace.runApart("sync", "--json", "--quiet");
    expect({ round, code: next.code, stderr: next.stderr }).toEqual({ round, code: 0, stderr: "" });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
    expect(JSON.parse(next.stdout).runs[0].counts.failed).toBe(0);
    workspace.sandbox.clearRequests();
    expect(await workspace.runApart("sync")).toMatchObject({ code: 0 });
    expect(workspace.sandbox.requests().total).toBe(0);
    return killed;
  } finally {
    await workspace.close();
  }
}

describe(`seed ${seed} (SCIMSYNC_TEST_SEED)`, () => {
  it("ten first syncs, each killed at another moment, are each whole after one more run", async () => {
    const kills: Killed[] = [];
    for (let round = 0; round < rounds; round += 2)
      kills.push(...(await Promise.all([killOnce(round), killOnce(round + 1)])));
    console.log(kills.map(describeKill).join("\n"));
    expect(kills.filter(({ killed }) => killed)).toHaveLength(rounds);
    expect(kills.filter((kill) => kill.users > 0 && kill.users < users).length).toBeGreaterThanOrEqual(3);
    expect(kills.filter((kill) => kill.groups > 0).length).toBeGreaterThanOrEqual(1);
  }, 90_000);
});

describe("what was under way when the run was killed", () => {
  const [first, second] = directory.people;
  const boss = { ...first!, manager: "" };
  const report = { ...second!, manager: boss.id };
  const teams = [{ id: "g1", name: "Team", members: [boss.id] }];

  /** Kills the run while the answer to the last write is late: made at the provider, unknown to us. */
  async function killDuring(people: readonly Person[], isMade: (workspace: Workspace) => boolean) {
    const workspace = await openWorkspace({ seed: 1, latency: 150 });
    try {
      workspace.writeDirectory({ people, groups: teams });
      workspace.writeConfig({ limits: "{ concurrency: 1 }" });
      const run = workspace.start("sync");
      while (!isMade(workspace)) await new Promise((resolve) => setTimeout(resolve, 2));
      run.kill("SIGKILL");
      expect(await run.done).toMatchObject({ signal: "SIGKILL" });
      const { code, stdout } = await workspace.runApart("sync", "--json");
      expect(await readBack(workspace.sandbox)).toEqual(wanted({ people, groups: teams }));
      return { code, counts: JSON.parse(stdout).runs[0].counts };
    } finally {
      await workspace.close();
    }
  }

  it("an account: it is ours, made and not found", async () => {
    const found = await killDuring([boss], ({ sandbox }) => sandbox.users().length === 1);
    expect(found).toMatchObject({ code: 0, counts: { created: 1, linked: 0 } });
  });

  it("an account whose manager is still to follow: ours as well", async () => {
    const found = await killDuring([boss, report], ({ sandbox }) => sandbox.users().length === 2);
    expect(found).toMatchObject({ code: 0, counts: { created: 1, linked: 0 } });
  });

  it("a group: ours, although groups that are there already would be refused", async () => {
    const found = await killDuring([boss], ({ sandbox }) => sandbox.groups().length === 1);
    expect(found).toMatchObject({ code: 0, counts: { groupsCreated: 1, groupsLinked: 0, membersAdded: 1 } });
  });

  it("a member: added once", async () => {
    expect(await killDuring([boss], hasMember)).toMatchObject({ code: 0, counts: { groupsCreated: 0 } });
  });
});

function hasMember({ sandbox }: Workspace): boolean {
  return (sandbox.groups()[0]?.["members"] as readonly unknown[] | undefined)?.length === 1;
}
