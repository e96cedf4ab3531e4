import { afterEach, describe, expect, it } from "vitest";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import type { SyncReport } from "../../src/sync/report.ts";
import type { Running } from "./child.ts";
import { type Directory, makeDirectory } from "./directory.ts";
import { readBack, wanted } from "./read-back.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
afterEach(() => workspace.close());

const directory: Directory = makeDirectory(24, 2);
const fiveMinutes = "429:1:300";

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function slowWorkspace(latency = 40): Promise<void> {
  workspace = await openWorkspace({ latency });
  workspace.writeDirectory(directory);
  workspace.writeConfig({ limits: "{ concurrency: 4 }" });
}

const created = () => workspace.sandbox.users().length;
const refused = () => workspace.sandbox.requests().requests.some(({ status }) => status === 429);

/** A run that made some accounts, and then is asked to wait for five minutes. */
async function pausedRun(): Promise<Running> {
  await slowWorkspace();
  const run = workspace.start("sync", "--json");
  await until(() => created() >= 5);
  workspace.sandbox.setFaults([parseFault(fiveMinutes)]);
  await until(refused);
  return run;
}

async function expectTheRestDone(before: number): Promise<void> {
  workspace.sandbox.setFaults([]);
  const next = await workspace.run("sync", "--json");
  expect({ code: next.code, stderr: next.stderr }).toMatchObject({ code: 0 });
  const { counts } = (JSON.parse(next.stdout) as SyncReport).runs[0] ?? { counts: {} };
  expect(counts).toMatchObject({ created: 24 - before, linked: 0, failed: 0, pending: 0 });
  expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
  workspace.sandbox.clearRequests();
  await workspace.run("sync");
  expect(workspace.sandbox.requests().total).toBe(0);
}

describe("a pause of five minutes does not outlive a signal", () => {
  it("one: ends with 130 before the pause does, and what waited counts as not begun", async () => {
    const run = await pausedRun();
    run.kill("SIGTERM");
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    const report = (JSON.parse(stdout) as SyncReport).runs[0];
    expect(report).toMatchObject({ interrupted: true, interruption: "SIGTERM", failures: [] });
    expect(report?.counts).toMatchObject({ created: created(), failed: 0 });
    expect(report?.left).toBeGreaterThanOrEqual(24 - created());
    await expectTheRestDone(created());
  });
  it("two: ends with 130 at once", async () => {
    const run = await pausedRun();
    run.kill("SIGINT");
    await until(() => run.stderr().includes("stopping"));
    run.kill("SIGINT");
    expect((await run.done).code).toBe(130);
    await expectTheRestDone(created());
  });
  it("before anything was sent but the first question", async () => {
    await slowWorkspace();
    workspace.sandbox.setFaults([parseFault(fiveMinutes)]);
    const run = workspace.start("sync");
    await until(refused);
    run.kill("SIGTERM");
    expect((await run.done).code).toBe(130);
    await expectTheRestDone(0);
  });
});

it("a closed terminal (SIGHUP) ends a run as SIGTERM does", async () => {
  await slowWorkspace();
  const run = workspace.start("sync", "--json");
  await until(() => created() >= 3);
  run.kill("SIGHUP");
  const { code, stdout } = await run.done;
  expect(code).toBe(130);
  const report = (JSON.parse(stdout) as SyncReport).runs[0];
  expect(report).toMatchObject({ interruption: "SIGHUP", counts: { created: created(), failed: 0 } });
  await expectTheRestDone(created());
});

it("two signals while the very first answer is out end with 130, not with a target that is unreachable", async () => {
  await slowWorkspace(4_000);
  const run = workspace.start("sync");
  await until(() => workspace.sandbox.requests().total > 0 || run.stderr().includes("pushing"));
  run.kill("SIGTERM");
  await until(() => run.stderr().includes("stopping"));
  run.kill("SIGTERM");
  expect((await run.done).code).toBe(130);
});

describe("--max-runtime", () => {
  it("ends a run as one signal does, says so, and the next run does the rest", async () => {
    await slowWorkspace();
    workspace.sandbox.setFaults([parseFault("slow:1:400")]);
    const { code, stdout, stderr } = await workspace.run("sync", "--max-runtime", "3s");
    expect(code).toBe(130);
    expect(stderr).toContain("--max-runtime is over: what is under way is finished and recorded");
    expect(stdout).toMatch(
      /interrupted \(--max-runtime is over\) after .*; \d+ operations left to the next run/,
    );
    await expectTheRestDone(created());
  });
  it("names the targets that were not begun", async () => {
    await slowWorkspace();
    workspace.sandbox.setFaults([parseFault("slow:1:400")]);
    workspace.writeConfig({
      limits: "{ concurrency: 4 }",
      target: `  other:\n    connector: generic\n    baseUrl: ${workspace.sandbox.url}\n    auth: { token: "\${env.SCIM_TOKEN}" }\n    assign: { everyone: true }\n    users: { attributes: { userName: "\${user.email}" } }\n`,
    });
    const { code, stderr } = await workspace.run("sync", "--max-runtime", "3s");
    expect(code).toBe(130);
    expect(stderr).toContain("not begun: other; left to the next run");
  });
  it("is a span of time", async () => {
    await slowWorkspace();
    for (const span of ["30", "0s", "-5m", "400d", "soon"]) {
      const { code, stderr } = await workspace.run("sync", `--max-runtime=${span}`);
      expect({ span, code }).toEqual({ span, code: 2 });
      expect(stderr).toContain("write a span of time, such as 45s, 30m or 8h");
    }
  });
});
