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

describe("source show", () => {
  it("shows the first users, their groups, and how many there are; --limit, --groups", async () => {
    workspace.writeDirectory(smallDirectory);
    const { code, lines: shown } = await lines("show", "--limit", "2");
    expect(code).toBe(0);
    expect(shown.slice(0, 8)).toEqual([
      "user e00001",
      "  employee_id  e00001",
      "  email        e00001@example.com",
      "  first_name   First1",
      '  last_name    Last, "1"',
      "  title        Title 1",
      "  in 2 groups: Team 1, Team 2",
      "",
    ]);
    expect(shown.filter((line) => line.startsWith("user "))).toEqual(["user e00001", "user e00002"]);
    expect(shown.slice(-3)).toEqual([
      "… and 3 more users (--limit, or KEYs; groups with --groups)",
      "5 users, 2 groups, 6 memberships",
      "",
    ]);
    const { lines: listed } = await lines("show", "--groups");
    expect(listed.filter((line) => /^(?:group|user) /.test(line))).toEqual([
      "group Team 1 [g001]",
      "group Team 2 [g002]",
    ]);
    expect(listed).toContain("  3 members: e00001, e00003, e00005");
  });

  it("shows some in full, users and groups", async () => {
    workspace.writeDirectory(grown);
    const { code, body } = await workspace.json("show", "g001", "e00006");
    expect(code).toBe(0);
    expect(body).toEqual({
      version: 1,
      records: [
        {
          kind: "group",
          key: "g001",
          name: "Team 1",
          attributes: { group_id: "g001", name: "Team 1" },
          members: 3,
          dangling: 1,
          listed: [
            { kind: "user", key: "e00001", dangling: false },
            { kind: "user", key: "e00006", dangling: false },
            { kind: "user", key: "e99999", dangling: true },
          ],
        },
        {
          kind: "user",
          key: "e00006",
          attributes: {
            employee_id: "e00006",
            email: "e00006@example.com",
            first_name: "First6",
            last_name: 'Last, "6"',
            title: "Title 6",
          },
          groups: ["Team 1"],
        },
      ],
      source: { users: 5, groups: 2, memberships: 6, dangling: expect.any(Number) },
      unmet: [],
    });
    const { lines: shown } = await lines("show", "g001");
    expect(shown).toEqual(expect.arrayContaining(["    e00006", "    e99999 (dangling)"]));
  });

  it.each([
    ["E00001", /the key E00001; did you mean e00001\?$/m],
    ["e00003@EXAMPLE.com", /; the user e00003 has it as email$/m],
    ["Team 2", /; the group g002 has it as name$/m],
    ["e99999", /; memberships name it, but the source has no such record$/m],
    ["nobody-like-it", /the key nobody-like-it$/m],
  ])("of a key that nobody has, %s, it says what may be meant", async (key, message) => {
    workspace.writeDirectory(grown);
    const { code, stdout, stderr } = await workspace.run("source", "show", "e00001", key);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

describe("source stats", () => {
  it("tells what there is, and what changed since the last good read", async () => {
    workspace.writeDirectory(grown);
    const { code, lines: shown } = await lines("stats");
    expect(code).toBe(0);
    expect(shown[0]).toMatch(/^5 users, 2 groups, 6 memberships \(\d dangling\)$/);
    expect(shown[1]).toMatch(
      /^since the last good read \(.* ago\): \+1 user, −1 user, 1 changed; 1 group changed; 2 members added, 2 removed$/,
    );
    expect(shown).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^title +100 % +\d +/),
        expect.stringMatching(/^manager_id +20 % +1 +e00002$/),
        "  Team 1 [g001]  e99999",
      ]),
    );
  });

  it("as JSON", async () => {
    workspace.writeDirectory(smallDirectory);
    const { code, body } = await workspace.json("stats");
    expect(code).toBe(0);
    expect(body).toMatchObject({
      version: 1,
      source: { users: 5, groups: 2, memberships: 6, dangling: 0 },
      sources: [{ name: "csv", users: 5, groups: 2 }],
      unmet: [],
      since: {
        at: expect.stringMatching(/Z$/),
        users: { added: 0, gone: 0, changed: 0 },
        groups: { added: 0, gone: 0, changed: 0 },
        members: { added: 0, removed: 0 },
      },
      repeated: [],
      groups: { empty: 0, nested: 0, nesting: 0, largest: [{ key: "g001", members: 3 }, { key: "g002" }] },
      dangling: { members: 0, groups: 0, examples: [] },
    });
    expect(body.attributes[0]).toEqual({
      name: "employee_id",
      filled: 5,
      shapes: { text: 5 },
      values: 5,
      different: 5,
      exact: true,
      examples: [
        { value: "e00001", users: 1 },
        { value: "e00002", users: 1 },
        { value: "e00003", users: 1 },
      ],
    });
  });

  it("a state file that cannot be read is no reason not to look", async () => {
    const other = await sourceWorkspace();
    other.write("scimsync.db", "garbage ".repeat(1_000));
    const { code, stdout, stderr } = await other.run("source", "stats");
    await other.close();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^5 users.*\nno earlier read to compare with\n/);
    expect(stderr).toMatch(/^the last good read is not compared with: .*scimsync\.db/);
  });
});
