import { existsSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { type Directory, makeDirectory } from "./directory.ts";
import { runHere } from "./in-process.ts";
import { readBack, wanted } from "./read-back.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
afterEach(() => workspace.close());

const directory: Directory = makeDirectory(24, 2);

/** `latency` in milliseconds; a first sync here takes about 25 times as long. */
async function slowWorkspace(latency = 40): Promise<void> {
  workspace = await openWorkspace({ latency });
  workspace.writeDirectory(directory);
  workspace.writeConfig({ limits: "{ concurrency: 2 }" });
}

/** Resolves once the provider was asked for that much. */
async function requestsReach(count: number): Promise<void> {
  while (workspace.sandbox.requests().total < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The log tells of a request a moment after its answer. */
async function logIsQuiet(): Promise<void> {
  do {
    workspace.sandbox.clearRequests();
    await new Promise((resolve) => setTimeout(resolve, 200));
  } while (workspace.sandbox.requests().total > 0);
}

describe("a second run while one runs", () => {
  it("ends with 7, names the other, sends nothing; the first goes on", async () => {
    await slowWorkspace(120);
    const config = join(workspace.folder, "scimsync.yaml");
    const here = (...args: readonly string[]) => runHere(["--config", config, ...args], workspace.env);
    // The modules of both are there before it is about time.
    for (const command of [["plan"], ["sync", "--dry-run"]]) await here(...command);
    const first = workspace.start("sync");
    await requestsReach(3);
    const others = await Promise.all([here("sync"), here("plan")]);
    for (const { code, stdout, stderr } of others) {
      expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
      expect(stderr).toContain(`process ${first.pid} `);
    }
    expect(await workspace.run("status")).toMatchObject({ code: 0 });
    expect(await first.done).toMatchObject({ code: 0 });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
  });

  it("a lock left by a killed run is taken over", async () => {
    await slowWorkspace();
    const killed = workspace.start("sync");
    await requestsReach(3);
    killed.kill("SIGKILL");
    expect(await killed.done).toMatchObject({ signal: "SIGKILL" });
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
  });
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s in the middle of a push", (signal) => {
  it("finishes what is under way, ends with 130, and the next run does the rest", async () => {
    await slowWorkspace();
    const run = workspace.start("sync", "--json");
    await requestsReach(16);
    run.kill(signal);
    const { code, stdout, stderr } = await run.done;
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopping/);
    const [report] = JSON.parse(stdout).runs;
    expect(report).toMatchObject({ exitCode: 130, interrupted: true, failures: [] });
    expect(report.counts.failed).toBe(0);
    // What was made is known to be made: nothing is in doubt after a stop in good order.
    expect(workspace.sandbox.users()).toHaveLength(report.counts.created);
    expect(report.counts.created).toBeGreaterThan(0);
    expect(report.counts.created).toBeLessThan(24);
    const { created: before } = report.counts;
    const next = await workspace.run("sync", "--json");
    expect(next.code).toBe(0);
    expect(JSON.parse(next.stdout).runs[0].counts).toMatchObject({
      created: 24 - before,
      linked: 0,
      pending: 0,
    });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
    workspace.sandbox.clearRequests();
    await workspace.run("sync");
    expect(workspace.sandbox.requests().total).toBe(0);
  });
});

it("a second SIGINT ends at once, with 130, and the next run converges", async () => {
  workspace = await openWorkspace({ latency: 1_500 });
  workspace.writeDirectory(directory);
  workspace.writeConfig();
  const run = workspace.start("sync");
  // The log tells of a request once it is answered, so the state file is what shows that the run is under way.
  while (!existsSync(workspace.path("scimsync.db"))) await new Promise((resolve) => setTimeout(resolve, 5));
  await requestsReach(1);
  const began = performance.now();
  run.kill("SIGINT");
  while (!run.stderr().includes("stopping")) await new Promise((resolve) => setTimeout(resolve, 5));
  run.kill("SIGINT");
  expect((await run.done).code).toBe(130);
  expect(performance.now() - began).toBeLessThan(1_200);
});

it("a run that slept while another took its lock over sends and writes nothing more, and ends with 7", async () => {
  await slowWorkspace(120);
  const sleeper = workspace.start("sync");
  await requestsReach(16);
  sleeper.kill("SIGSTOP");
  // To the other run it is one of another machine that was not heard of for long.
  const state = new Sqlite(workspace.path("scimsync.db"), { timeout: 5_000 });
  state.exec("UPDATE lock SET host = 'elsewhere', heartbeat = 0");
  expect(await workspace.run("sync")).toMatchObject({ code: 0 });
  expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
  const runs = () => state.prepare("SELECT * FROM run ORDER BY id").all();
  const operations = () => state.prepare("SELECT * FROM operation ORDER BY seq").all();
  const before = [runs(), operations()];
  await logIsQuiet();
  sleeper.kill("SIGCONT");
  const { code, stdout, stderr } = await sleeper.done;
  expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
  expect(stderr).toMatch(/its lock went to another run, which is over; it ends without sending/);
  expect(workspace.sandbox.requests().total).toBe(0);
  expect([runs(), operations()]).toEqual(before);
  state.close();
  expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
});
