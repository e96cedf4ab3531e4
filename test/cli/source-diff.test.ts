import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallDirectory } from "./directory.ts";
import { grown, sourceWorkspace, type SourceWorkspace, workspaceWithRead } from "./source-workspace.ts";

let workspace: SourceWorkspace;

beforeAll(async () => {
  workspace = await workspaceWithRead();
});
afterAll(() => workspace.close());

async function lines(...args: readonly string[]): Promise<{ code: number | null; lines: readonly string[] }> {
  const { code, stdout, stderr } = await workspace.run("source", ...args);
  expect(stderr).toBe("");
  return { code, lines: stdout.split("\n") };
}

describe("source diff", () => {
  it("shows what a new export would change, and changes nothing; --exit-code", async () => {
    workspace.writeDirectory(grown);
    const { code, lines: shown } = await lines("diff");
    expect(code).toBe(0);
    expect(shown[0]).toMatch(
      /^since the last good read \(.* ago\): \+1 user, −1 user, 1 changed; 1 group changed; /,
    );
    expect(shown.slice(1, -3)).toEqual([
      "  title:  1 user",
      "",
      expect.stringMatching(/^ {2}\+ user e00006 {2}employee_id: e00006, email: e00006@example\.com, /),
      expect.stringMatching(/^ {2}- user e00005 {2}employee_id: e00005, /),
      "  ~ user e00001",
      '      title: "Title 1" → "Promoted"',
      "  ~ group Team 1 [g001]",
      "      + 2 members added: e00006, e99999",
      "      − 2 members removed: e00003, e00005",
    ]);
    expect(shown.at(-2)).toMatch(/^5 users, 2 groups, 6 memberships/);
    expect(await lines("diff")).toMatchObject({ lines: shown.with(0, expect.any(String)) });
    expect((await workspace.run("source", "diff", "--exit-code")).code).toBe(10);
  });

  it("--limit shows fewer, --json all", async () => {
    workspace.writeDirectory(grown);
    const { lines: shown } = await lines("diff", "--limit", "1");
    expect(shown).toContain("  … and 3 more (--limit, or --json for all)");
    const { code, body } = await workspace.json("diff", "--limit", "1");
    expect(code).toBe(0);
    expect(body).toMatchObject({
      version: 1,
      before: { at: expect.stringMatching(/Z$/), users: 5, groups: 2, memberships: 6, dangling: 0 },
      after: { users: 5, groups: 2, memberships: 6 },
      unmet: [],
      counts: {
        users: { added: 1, gone: 1, changed: 1 },
        groups: { changed: 1 },
        members: { added: 2, removed: 2 },
      },
      attributes: [{ kind: "user", name: "title", records: 1 }],
    });
    expect(body.changes.map(({ what, key }: Record<string, string>) => `${what} ${key}`).toSorted()).toEqual([
      "added e00006",
      "changed e00001",
      "changed g001",
      "gone e00005",
    ]);
    expect(body.changes.find(({ key }: Record<string, string>) => key === "e00001").attributes).toEqual([
      { name: "title", before: "Title 1", after: "Promoted" },
    ]);
  });

  it("says that nothing changed", async () => {
    workspace.writeDirectory(smallDirectory);
    const { code, stdout } = await workspace.run("source", "diff", "--exit-code");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^since the last good read \(.* ago\): nothing changed\n5 users, 2 groups, 6 memberships\n$/,
    );
  });

  it("without an earlier read there is nothing to compare with, and no state file is made", async () => {
    const fresh = await sourceWorkspace();
    const plain = await fresh.run("source", "diff");
    const asked = await fresh.run("source", "diff", "--exit-code", "--json");
    const files = readdirSync(fresh.folder);
    await fresh.close();
    expect(plain).toMatchObject({
      code: 0,
      stdout: "no earlier read to compare with\n5 users, 2 groups, 6 memberships\n",
    });
    expect(asked.code).toBe(10);
    expect(JSON.parse(asked.stdout)).toMatchObject({
      before: null,
      counts: null,
      changes: [],
      after: { users: 5 },
    });
    expect(files).not.toContain("scimsync.db");
  });
});
