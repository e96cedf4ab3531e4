import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { type Directory, makeDirectory } from "./directory.ts";
import { readBack, wanted } from "./read-back.ts";
import { openWorkspace, syncedWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
const mounted: string[] = [];
afterEach(async () => {
  for (const folder of mounted.splice(0)) spawnSync("umount", [folder]);
  await workspace.close();
});

const directory: Directory = makeDirectory(24, 2);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Whether a small disk of our own can be had here, as root has it on Linux. */
function mount(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]);
  if (status === 0) mounted.push(folder);
  return status === 0;
}

async function slowWorkspace(state = "scimsync.db", latency = 40): Promise<void> {
  workspace = await openWorkspace({ latency });
  workspace.writeDirectory(directory);
  workspace.writeConfig({ limits: "{ concurrency: 4 }" });
  workspace.write("scimsync.yaml", `state: ${state}\n${workspace.read("scimsync.yaml")}`);
}

const created = () => workspace.sandbox.users().length;

/** Keys of the accounts that the target holds, and of those that the journal knows to have been sent. */
function sentAndHeld(file: string): { readonly sent: readonly unknown[]; readonly held: readonly unknown[] } {
  const state = new Sqlite(file);
  const sent = state
    .prepare("SELECT key FROM operation WHERE kind = 'create' AND resource = 'User' AND state <> 'planned'")
    .pluck()
    .all();
  state.close();
  return { sent, held: workspace.sandbox.users().map(({ externalId }) => externalId) };
}

async function expectTheRestDone(): Promise<void> {
  expect(await workspace.run("sync", "--quiet")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
  workspace.sandbox.clearRequests();
  await workspace.run("sync");
  expect(workspace.sandbox.requests().total).toBe(0);
  expect((await workspace.run("state", "verify")).code).toBe(0);
}

describe("in the middle of a push", () => {
  it("a disk that is full ends it: nothing is sent that is not written down, and the next run does the rest", async (test) => {
    await slowWorkspace("disk/scimsync.db");
    const disk = workspace.path("disk");
    if (!mount(disk)) return test.skip();
    const run = workspace.start("sync");
    await until(() => created() >= 5);
    const filled = spawnSync("dd", ["if=/dev/zero", `of=${disk}/filler`, "bs=4096"]);
    expect(filled.status).not.toBe(0);
    const { code, stdout, stderr } = await run.done;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/database or disk is full\); its disk, .* is full: make room and run again/);
    expect(stderr).not.toContain("bug");
    expect(created()).toBeLessThan(24);
    rmSync(`${disk}/filler`);
    const { sent, held } = sentAndHeld(`${disk}/scimsync.db`);
    expect(held.filter((key) => !sent.includes(key))).toEqual([]);
    await expectTheRestDone();
  });

  it("a state file that is damaged ends it, with what to do", async () => {
    await slowWorkspace();
    const run = workspace.start("sync");
    await until(() => created() >= 5);
    // SQLite tells damage of its own making from a table that is not what its schema says.
    const state = new Sqlite(workspace.path("scimsync.db"), { timeout: 5_000 });
    state.unsafeMode();
    state.pragma("writable_schema = ON");
    state.exec("UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'operation'");
    state.pragma("schema_version = 99999");
    state.close();
    const { code, stderr } = await run.done;
    expect(code).toBe(2);
    expect(stderr).toMatch(/it is damaged: nothing more was sent; see what `scimsync state verify` finds/);
    expect(created()).toBeLessThan(24);
  });
});

describe("a state file that cannot be written to", () => {
  it("is refused before anything is read or sent", async (test) => {
    await slowWorkspace("disk/scimsync.db");
    const disk = workspace.path("disk");
    if (!mount(disk)) return test.skip();
    expect((await workspace.run("sync")).code).toBe(0);
    const people = makeDirectory(30, 2);
    workspace.writeDirectory(people);
    workspace.sandbox.clearRequests();
    expect(spawnSync("mount", ["-o", "remount,ro", disk]).status).toBe(0);
    const { code, stdout, stderr } = await workspace.run("sync");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/cannot be used as state file .*give whoever runs scimsync the right to write/);
    expect(workspace.sandbox.requests().total).toBe(0);
    expect(spawnSync("mount", ["-o", "remount,rw", disk]).status).toBe(0);
    expect((await workspace.run("sync")).code).toBe(0);
    expect(await readBack(workspace.sandbox)).toEqual(wanted(people));
  });
});

describe("state backup", () => {
  it("copies beside the state while a run goes on; a run on the copy goes on from there", async () => {
    await slowWorkspace("scimsync.db", 150);
    const run = workspace.start("sync");
    await until(() => created() >= 5);
    const { code, stdout } = await workspace.run("state", "backup", "--json");
    expect(code).toBe(0);
    const { backup, bytes } = JSON.parse(stdout) as { backup: string; bytes: number };
    expect(statSync(backup)).toMatchObject({ size: bytes });
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    run.kill("SIGKILL");
    expect(await run.done).toMatchObject({ signal: "SIGKILL" });
    expect(await workspace.run("state", "verify", backup)).toMatchObject({ code: 0 });
    for (const part of ["", "-wal", "-shm"]) rmSync(workspace.path(`scimsync.db${part}`), { force: true });
    workspace.write("scimsync.yaml", workspace.read("scimsync.yaml").replace("scimsync.db", backup));
    await expectTheRestDone();
  });
  it("to a name that is taken is refused", async () => {
    workspace = await syncedWorkspace();
    workspace.write("copy.db", "precious");
    const { code, stderr } = await workspace.run("state", "backup", "copy.db");
    expect(code).toBe(2);
    expect(stderr).toContain("copy.db: is there already; name another file");
    expect(workspace.read("copy.db")).toBe("precious");
  });
  it("says how to go back to it", async () => {
    workspace = await syncedWorkspace();
    const { code, stdout } = await workspace.run("state", "backup", "copy.db");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^copy\.db: [\d,]+ bytes\n {2}to go back to it: end all runs, move .*scimsync\.db away/,
    );
  });
});

describe("state verify", () => {
  it("finds nothing wrong with a state in order", async () => {
    workspace = await syncedWorkspace();
    expect(await workspace.run("state", "verify")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/scimsync\.db: no fault found, schema \d+\n$/),
    });
  });
  it("names what cannot be, with examples, and ends with 2", async () => {
    workspace = await syncedWorkspace();
    const state = new Sqlite(workspace.path("scimsync.db"));
    state.exec("DELETE FROM entry WHERE key = 'e00002'");
    state.close();
    const { code, stdout } = await workspace.run("state", "verify", "--json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, ok: false });
    expect(JSON.parse(stdout).findings).toContainEqual(
      expect.objectContaining({
        check: "links-without-entry",
        count: 1,
        examples: [expect.stringMatching(/^app user /)],
      }),
    );
    expect((await workspace.run("state", "verify")).stdout).toMatch(
      /faults, schema[^]*put a backup in its place/,
    );
  });
  it("refuses what is no state file", async () => {
    workspace = await openWorkspace();
    writeFileSync(workspace.path("other.db"), "no database\n".repeat(500));
    const { code, stderr } = await workspace.run("state", "verify", "other.db");
    expect(code).toBe(2);
    expect(stderr).toContain("it is no state file, or damaged at its beginning");
  });
});
