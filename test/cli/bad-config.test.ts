import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { person, smallDirectory } from "./directory.ts";
import { syncedWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let good: string;

beforeAll(async () => {
  workspace = await syncedWorkspace();
  good = workspace.read("scimsync.yaml");
  workspace.writeDirectory({ ...smallDirectory, people: [...smallDirectory.people, person(6)] });
});
afterAll(() => workspace.close());

/** `scimsync.yaml:LINE:COLUMN` of a text in the config. */
function place(text: string, config = workspace.read("scimsync.yaml")): string {
  const before = config.slice(0, config.indexOf(text)).split("\n");
  if (!config.includes(text)) throw new Error(`the config has no ${text}`);
  return `scimsync.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

async function expectUsageError(...args: readonly string[]): Promise<readonly string[]> {
  workspace.sandbox.clearRequests();
  const { code, stdout, stderr } = await workspace.run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).not.toMatch(/bug in scimsync/);
  expect(workspace.sandbox.requests().total).toBe(0);
  return stderr.trimEnd().split("\n");
}

function mistake(from: string, to: string): void {
  workspace.write("scimsync.yaml", good.replace(from, to));
}

describe("a config that is wrong ends with exit code 2 before anything is sent", () => {
  it("unknown key: the place, and what was meant", async () => {
    mistake("match:", "mtach:");
    const [line, ...more] = await expectUsageError("sync");
    expect(line).toBe(`${place("mtach")} targets.app.users.mtach: unknown key; did you mean match?`);
    expect(more).toEqual([]);
  });

  it("not YAML", async () => {
    mistake("targets:", "targets: [");
    const [line] = await expectUsageError("sync");
    expect(line).toMatch(/^scimsync\.yaml:\d+:\d+ /);
  });

  it("an expression that ends too early: the column is that of its end", async () => {
    mistake("${user.email}", "${user.email +}");
    const [line] = await expectUsageError("sync");
    const [file, row, column] = place("${user.email +}").split(":");
    expect(line).toContain(`${file}:${row}:${Number(column) + "${user.email +".length} `);
    expect(line).toContain("targets.app.users.attributes.userName: ");
  });

  it("an unknown attribute in an expression: the column is that of the name", async () => {
    mistake("${user.email}", "${user.emial}");
    const [line] = await expectUsageError("sync");
    expect(line).toContain('no user of the source has "emial"; did you mean email?');
    expect(line).toContain(`${place("emial")} targets.app.users.attributes.userName: `);
  });

  it("all wrong expressions are told at once, each in its line, named as the user named the file", async () => {
    mistake("${user.email}", "${user.emial}");
    workspace.write("scimsync.yaml", workspace.read("scimsync.yaml").replace("user.title", "user.ttile"));
    const lines = (await expectUsageError("sync")).filter((line) => line.startsWith("scimsync.yaml"));
    expect(lines.map((line) => line.split(":").slice(0, 2).join(":"))).toEqual([
      place("${user.emial}").split(":").slice(0, 2).join(":"),
      place("${user.ttile}").split(":").slice(0, 2).join(":"),
    ]);
  });

  it("the expression is shown, and nothing around it, with a caret where it is wrong", async () => {
    mistake("${user.email}", "s3cret-${lower(user.emial)}");
    const lines = await expectUsageError("sync");
    expect(lines.slice(1)).toEqual(["    lower(user.emial)", "               ^"]);
    expect(lines.join()).not.toContain("s3cret");
  });

  it("an expression in a flow mapping or in quotes", async () => {
    mistake("user.first_name", "user.frist_name");
    const [line] = await expectUsageError("sync");
    expect(line).toContain(`${place("frist_name")} `);
  });

  it("an environment variable that is not set", async () => {
    mistake("env.SCIM_TOKEN", "env.NOT_SET");
    const [line] = await expectUsageError("sync");
    expect(line).toMatch(/^scimsync\.yaml:\d+:\d+ targets\.app\.auth\.token: .*NOT_SET is not set/);
  });

  it("several problems at once", async () => {
    mistake("match:", "mtach:");
    workspace.write(
      "scimsync.yaml",
      workspace.read("scimsync.yaml").replace("env.SCIM_TOKEN", "env.NOT_SET").replace("push:", "phus:"),
    );
    const lines = (await expectUsageError("sync")).join("\n");
    for (const part of ["mtach", "NOT_SET", "phus"]) expect(lines).toContain(part);
  });

  it("no config file", async () => {
    const [line] = await expectUsageError("-c", "elsewhere.yaml", "sync");
    expect(line).toMatch(/^elsewhere\.yaml\b.*no such file/);
  });

  it("an unknown connector", async () => {
    mistake("connector: generic", "connector: genric");
    const [line] = await expectUsageError("sync");
    expect(line).toMatch(/^scimsync\.yaml:\d+:\d+ targets\.app\.connector: .*genric/);
  });

  it("once it is mended, the next run does what was waiting", async () => {
    workspace.write("scimsync.yaml", good);
    const { code, stdout } = await workspace.run("sync", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).runs[0].counts).toMatchObject({ created: 1, updated: 0, deactivated: 0 });
  });
});

describe("a command line that is wrong ends with exit code 2", () => {
  beforeAll(() => workspace.write("scimsync.yaml", good));

  it.each([
    [["snyc"], /unknown command 'snyc'/],
    [["sync", "--frobnicate"], /unknown option '--frobnicate'/],
    [["sync", "ap"], /\bap\b.*the config has: app/],
    [["plan", "ap"], /\bap\b.*the config has: app/],
    [["status", "ap"], /\bap\b.*the config has: app/],
    [["sync", "--only", "nobody"], /nobody/],
    [["sync", "--allow-removals", "many"], /--allow-removals/],
    [["sync", "--allow-removals", "-1"], /--allow-removals/],
    [["plan", "--limit", "1.5"], /--limit/],
    [["runs", "show", "nope"], /nope.*scimsync runs/],
    [["runs", "show"], /id/],
    [["--log-level", "loud", "sync"], /log-level.*loud/s],
    [["--log-format", "xml", "sync"], /log-format.*xml/s],
    [["sandbox", "--fault", "lightning:1"], /lightning/],
    [["sandbox", "--port", "99999"], /99999/],
  ])("scimsync %j", async (args, complaint) => {
    expect((await expectUsageError(...args)).join("\n")).toMatch(complaint);
  });
});
