import { afterEach, describe, expect, it } from "vitest";
import { makeDirectory } from "./directory.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace | undefined;
afterEach(() => workspace?.close());

/** What a plan says of its cost, and what the run then costs. */
async function planAndSync(users: number, groups: number) {
  workspace = await openWorkspace();
  workspace.writeDirectory(makeDirectory(users, groups));
  workspace.writeConfig();
  const { stdout } = await workspace.run("plan", "--json");
  const { forecast } = JSON.parse(stdout).plans[0] as { forecast: { requests: number; listed?: object } };
  const text = (await workspace.run("plan", "--limit", "0")).stdout;
  const synced = await workspace.run("sync");
  expect(synced.code).toBe(0);
  return { forecast, text, sent: workspace.sandbox.requests().total, synced };
}

describe("what a plan says it costs at most is what a first run costs, or little more", () => {
  it("a few: each is looked for", async () => {
    const { forecast, text, sent } = await planAndSync(5, 2);
    expect(sent).toBeLessThanOrEqual(forecast.requests);
    // Nobody is asked for before the first of either kind is made, and one group may prove additions for the other.
    expect(forecast.requests - sent).toBeLessThanOrEqual(2 + 1);
    expect(text).toContain(`about ${forecast.requests} requests`);
  });

  it("many: the plan says both ways, and the run which it took", async () => {
    const { forecast, text, sent, synced } = await planAndSync(60, 12);
    const listed = forecast.listed as { requests: number };
    expect(text).toContain(
      `at most ${forecast.requests} requests (look-ups by filter), ${listed.requests} when one listing serves`,
    );
    expect(listed.requests - sent).toBeGreaterThanOrEqual(0);
    // Of eight groups that are worked on at once the first may prove additions for all.
    expect(listed.requests - sent).toBeLessThanOrEqual(7);
    expect(synced.stderr).toContain(
      "app: 60 new users: looked for in one listing, since the target has 0 users",
    );
    expect(synced.stderr).toContain(
      "app: 12 new groups: looked for in one listing, since the target has 0 groups",
    );
  });
});
