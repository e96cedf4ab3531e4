import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { smallDirectory } from "./directory.ts";
import { runIn } from "./in-process.ts";
import { openWorkspace } from "./workspace.ts";

it("an apply that is killed leaves a file that is stale, and the next sync does the rest", async () => {
  const workspace = await openWorkspace({ latency: 20 });
  try {
    const { folder, sandbox, env } = workspace;
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig({ limits: "{ concurrency: 1 }" });
    expect(await runIn(folder, ["plan", "--out", "p.json"], env)).toMatchObject({ code: 0 });
    const killed = workspace.start("apply", "p.json");
    while ((sandbox.requests().byMethod["POST"] ?? 0) < 2) await sleep(2);
    killed.kill("SIGKILL");
    expect(await killed.done).toMatchObject({ signal: "SIGKILL" });
    const made = sandbox.users().length;
    expect(made).toBeLessThan(smallDirectory.people.length);

    sandbox.clearRequests();
    const refused = await runIn(folder, ["apply", "p.json"], env);
    expect(refused).toMatchObject({
      code: 8,
      stderr: expect.stringMatching(
        /\n {2}app: the run \S+ \(sync\) was done, which did not come to its end\n/,
      ),
    });
    expect(sandbox.requests().total).toBe(0);
    // Of the next plan only the rest is left, once it is found out what became of what was under way.
    const again = async () => {
      await runIn(folder, ["plan", "--out", "p.json"], env);
      return (await runIn(folder, ["apply", "p.json"], env)).code;
    };
    const codes = [await again(), await again()];
    expect(codes.at(-1)).toBe(0);
    expect(sandbox.users()).toHaveLength(smallDirectory.people.length);
    sandbox.clearRequests();
    expect(await runIn(folder, ["sync"], env)).toMatchObject({ code: 0 });
    expect(sandbox.requests().total).toBe(0);
  } finally {
    await workspace.close();
  }
});
