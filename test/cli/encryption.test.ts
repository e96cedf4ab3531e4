import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { formOf } from "../../src/store/sqlite/file-form.ts";
import { tracesBelow, type Canary } from "./canary.ts";
import { type Directory, makeDirectory } from "./directory.ts";
import { readBack, wanted } from "./read-back.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
afterEach(() => workspace.close());

const key = "q6Wb4mPq7Jm0rC1t3xk8Vd5yNz2LhTfA9sEeUgYiOo0=";
const newKey = "Zk2vN8qLr5Tg1Bc7Xw4Jd9Hs3Mf6Pa0YuEiOoRtQeAw=";
const line = 'encryption: { key: "${env.STATE_KEY}" }';

/** Of people, in forms that stand nowhere but in the source and the state. */
const directory: Directory = makeDirectory(24, 2);
const canaries: readonly Canary[] = [
  { name: "key", secret: key },
  { name: "new key", secret: newKey },
  ...directory.people.flatMap(({ id, email, first, last }) => [
    { name: "source key", secret: id },
    { name: "userName", secret: email },
    { name: "first name", secret: first },
    { name: "last name", secret: last },
  ]),
];
const written = new Set(["people.csv", "groups.csv", "memberships.csv", "scimsync.yaml"]);

function traces(): Readonly<Record<string, readonly string[]>> {
  return tracesBelow(workspace.folder, canaries, written);
}

async function open(latency = 0, more = line): Promise<void> {
  workspace = await openWorkspace({ latency });
  workspace.writeDirectory(directory);
  workspace.writeConfig({ limits: "{ concurrency: 2 }", target: more });
  workspace.env = { ...workspace.env, STATE_KEY: key };
}

function state(): string {
  return workspace.path("scimsync.db");
}

describe("with a key in the config", () => {
  it("no value of a person and no key stands in any file that is written, also after a kill in mid-run", async () => {
    await open(40);
    const killed = workspace.start("sync");
    while (workspace.sandbox.requests().total < 6) await new Promise((resolve) => setTimeout(resolve, 5));
    killed.kill("SIGKILL");
    expect(await killed.done).toMatchObject({ signal: "SIGKILL" });
    expect(statSync(`${state()}-wal`).size).toBeGreaterThan(0);
    expect(formOf(state())).toBe("encrypted");
    expect(traces()).toEqual({});

    for (const command of [
      ["sync"],
      ["sync"],
      ["plan", "--reapply"],
      ["runs"],
      ["runs", "verify"],
      ["status"],
      ["map"],
      ["source", "stats"],
      ["source", "diff"],
      ["explain", "e00002"],
      ["prune", "--keep", "30"],
      ["state", "verify"],
      ["state", "backup", "copy.db"],
      ["state", "verify", "copy.db"],
    ]) {
      const { code, stderr } = await workspace.run(...command);
      expect({ command, code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).not.toContain("not compared");
    }
    expect(await readBack(workspace.sandbox)).toEqual(wanted(directory));
    expect(formOf(workspace.path("copy.db"))).toBe("encrypted");
    expect(traces()).toEqual({});
  }, 60_000);

  it("a plain file is refused until state encrypt has been typed, and an encrypted one without its key", async () => {
    await open(0, "");
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
    expect(Object.keys(traces())).toEqual(["scimsync.db"]);
    expect(await workspace.run("state", "backup", "scimsync.db.backup-mine")).toMatchObject({ code: 0 });
    workspace.writeConfig({ target: line });

    const refused = await workspace.run("sync");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("type: scimsync state encrypt");
    const encrypted = await workspace.run("state", "encrypt");
    expect(encrypted).toMatchObject({ code: 0 });
    expect(encrypted.stderr).toContain("scimsync.db.backup-mine: is not encrypted; remove it");
    expect(Object.keys(traces())).toEqual(["scimsync.db.backup-mine"]);
    workspace.remove("scimsync.db.backup-mine");
    expect((await workspace.run("state", "encrypt", "--json")).stdout).toContain('"changed":false');
    expect((await workspace.run("sync")).stdout).toMatch(/nothing to do/);

    workspace.env = { ...workspace.env, STATE_KEY: newKey };
    const other = await workspace.run("sync");
    expect(other).toMatchObject({ code: 2, stdout: "" });
    expect(other.stderr).toContain("was encrypted with another key");
    workspace.writeConfig();
    expect((await workspace.run("sync")).stderr).toContain("is encrypted, and the config names no key");
    workspace.writeConfig({ target: line });

    workspace.env = { ...workspace.env, STATE_KEY: key, NEXT_KEY: newKey };
    expect(await workspace.run("state", "rekey", "--new-key-env", "NEXT_KEY")).toMatchObject({ code: 0 });
    expect(await workspace.run("sync")).toMatchObject({ code: 2 });
    workspace.env = { ...workspace.env, STATE_KEY: newKey };
    expect((await workspace.run("sync")).stdout).toMatch(/nothing to do/);
    expect(traces()).toEqual({});

    expect(await workspace.run("state", "decrypt")).toMatchObject({ code: 0 });
    expect(await workspace.run("sync")).toMatchObject({ code: 2 });
    workspace.writeConfig();
    expect((await workspace.run("sync")).stdout).toMatch(/nothing to do/);
  }, 60_000);

  it("a weak key, and one that is not there, are refused with the place in the config", async () => {
    await open();
    workspace.env = { ...workspace.env, STATE_KEY: "correct horse battery staple" };
    const weak = await workspace.run("sync");
    expect(weak).toMatchObject({ code: 2 });
    expect(weak.stderr).toMatch(/scimsync\.yaml:\d+:\d+ encryption\.key: the key is too easily guessed/);
    expect(weak.stderr).not.toContain("horse");
    workspace.env = { SCIM_TOKEN: workspace.sandbox.token };
    const absent = await workspace.run("validate");
    expect(absent).toMatchObject({ code: 2 });
    expect(absent.stderr).toMatch(/encryption\.key: .*STATE_KEY/);
    expect(existsSync(state())).toBe(false);
  });

  it("state encrypt that is killed half-way leaves the file as it was or encrypted, and can be typed again", async () => {
    await open(0, "");
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
    workspace.writeConfig({ target: line });
    for (let round = 0; round < 6; round += 1) {
      if (formOf(state()) === "encrypted") await workspace.run("state", "decrypt");
      const running = workspace.start("state", "encrypt");
      const isOver = running.done.then(() => true);
      // From the first moment of the copy on, a little later each time.
      while (!existsSync(`${state()}.rewritten`) && formOf(state()) === "plain")
        if (await Promise.race([isOver, new Promise<false>((go) => setImmediate(() => go(false)))])) break;
      await new Promise((go) => setTimeout(go, round * 3));
      running.kill("SIGKILL");
      await running.done;
      expect(["plain", "encrypted"]).toContain(formOf(state()));
    }
    expect(await workspace.run("state", "encrypt")).toMatchObject({ code: 0 });
    expect(readdirSync(workspace.folder).filter((name) => name.includes("rewritten"))).toEqual([]);
    expect(traces()).toEqual({});
    expect((await workspace.run("state", "verify")).code).toBe(0);
    expect((await workspace.run("sync")).stdout).toMatch(/nothing to do/);
    expect(readFileSync(state()).includes(directory.people[0]?.email ?? "-")).toBe(false);
  }, 60_000);
});
