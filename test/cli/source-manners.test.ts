import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/sqlite/store.ts";
import { makeDirectory, smallDirectory } from "./directory.ts";
import { grown, sourceWorkspace, type SourceWorkspace, workspaceWithRead } from "./source-workspace.ts";

const program = fileURLToPath(new URL("../../bin/scimsync.js", import.meta.url));

let workspace: SourceWorkspace;

beforeAll(async () => {
  workspace = await workspaceWithRead();
});
afterAll(() => workspace.close());

describe("an expectation that is not met", () => {
  const refusal =
    /^sync would refuse this read: the source has 5 users, but expect\.minUsers is 6; .*--accept minUsers\n/;

  beforeAll(() => {
    workspace.writeDirectory(grown);
    const config = workspace.read("scimsync.yaml");
    workspace.write("scimsync.yaml", config.replace("  type: csv", "  type: csv\n  expect: { minUsers: 6 }"));
  });
  afterAll(() => {
    const config = workspace.read("scimsync.yaml");
    workspace.write("scimsync.yaml", config.replace("\n  expect: { minUsers: 6 }", ""));
  });

  it.each([["show"], ["stats"], ["diff"]])(
    "is told first by %s, with exit code 5, and can be accepted",
    async (...args) => {
      const refused = await workspace.run("source", ...args);
      expect(refused.code).toBe(5);
      expect(refused.stdout).toMatch(refusal);
      expect(refused.stdout).toMatch(/e00006|5 users/);
      expect((await workspace.json(...args)).body.unmet).toHaveLength(1);
      const accepted = await workspace.run("source", ...args, "--accept", "minUsers");
      expect(accepted.code).toBe(0);
      expect(accepted.stdout).toBe(
        refused.stdout
          .replace(refusal, "")
          .replace(/\(.* ago\)/, /\(.* ago\)/.exec(accepted.stdout)?.[0] ?? ""),
      );
    },
  );

  it("refuses validate as before", async () => {
    workspace.env["SCIM_TOKEN"] = "x";
    const { code, stderr } = await workspace.run("validate");
    delete workspace.env["SCIM_TOKEN"];
    expect(code).toBe(5);
    expect(stderr).toMatch(/expect\.minUsers is 6/);
  });
});

describe("all of them", () => {
  it.each([["show"], ["stats"], ["diff"]])("%s refuses a read that is not whole", async (...args) => {
    workspace.writeDirectory(smallDirectory);
    workspace.write("people.csv", `${workspace.read("people.csv")}e99998,x\n`);
    const { code, stdout, stderr } = await workspace.run("source", ...args);
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toMatch(/^people\.csv:7\b/);
  });

  it("need no credentials, and others still complain of what is missing", async () => {
    workspace.writeDirectory(smallDirectory);
    expect((await workspace.run("source", "show")).code).toBe(0);
    const { code, stderr } = await workspace.run("validate");
    expect(code).toBe(2);
    expect(stderr).toMatch(/environment variable SCIM_TOKEN is not set/);
  });

  it("leave nothing behind of what they put aside, also when interrupted or when nobody reads on", async () => {
    const big = await sourceWorkspace();
    big.writeDirectory(makeDirectory(30_000, 20));
    const running = big.start("source", "stats");
    while (big.leftAside().length === 0) await new Promise((resolve) => void setTimeout(resolve, 5));
    running.kill("SIGINT");
    const interrupted = await running.done;
    const leftByInterrupt = big.leftAside();
    const command = `"${process.execPath}" "${program}" source show --limit 30000 | head -c 10`;
    const options = { cwd: big.folder, env: { PATH: process.env["PATH"] ?? "", ...big.env } };
    const { stdout: unread } = await promisify(execFile)("sh", ["-c", command], options);
    const leftByUnread = big.leftAside();
    await big.close();
    expect(interrupted).toMatchObject({ code: 130, stdout: "" });
    expect(unread).toBe("user e0000");
    expect({ leftByInterrupt, leftByUnread }).toEqual({ leftByInterrupt: [], leftByUnread: [] });
    expect(workspace.leftAside()).toEqual([]);
  });

  it("wait for no run: stats looks while another holds the state, diff says who does", async () => {
    workspace.writeDirectory(smallDirectory);
    const store = openStore(workspace.path("scimsync.db"));
    const lock = store.lock(() => Date.now(), "sync");
    const stats = await workspace.run("source", "stats");
    const diff = await workspace.run("source", "diff");
    lock.release();
    store.close();
    expect(stats).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing changed") });
    expect(diff).toMatchObject({ code: 7, stdout: "" });
    expect(diff.stderr).toMatch(/another run holds the state file/);
  });
});
