import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Directory, peopleCsv, person, smallDirectory } from "./directory.ts";
import { syncedWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
/** Grows by one person a test, so that each mended run has something to do. */
let directory: Directory = smallDirectory;

beforeAll(async () => {
  workspace = await syncedWorkspace();
});
afterAll(() => workspace.close());

function growDirectory(): string {
  directory = { ...directory, people: [...directory.people, person(directory.people.length + 1)] };
  workspace.writeDirectory(directory);
  return peopleCsv(directory.people);
}

/** Runs on what is broken, then on what is mended. */
async function expectRefusal(complaints: readonly (RegExp | string)[]): Promise<void> {
  const before = workspace.sandbox.users();
  workspace.sandbox.clearRequests();
  const bad = await workspace.run("sync");
  expect({ code: bad.code, stdout: bad.stdout }).toEqual({ code: 5, stdout: "" });
  for (const complaint of complaints) expect(bad.stderr).toMatch(complaint);
  expect(bad.stderr).toMatch(/nothing was sent/);
  expect(workspace.sandbox.requests().total).toBe(0);
  expect(workspace.sandbox.users()).toEqual(before);

  workspace.writeDirectory(directory);
  const mended = await workspace.run("sync", "--json", "--quiet");
  expect(mended).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(mended.stdout).runs[0].counts).toMatchObject({ created: 1, updated: 0, deactivated: 0 });
  // Creates go out several at once, so the order in which they arrive is nobody's promise.
  expect(
    workspace.sandbox
      .users()
      .map(({ userName }) => userName as string)
      .sort(),
  ).toEqual(directory.people.map(({ email }) => email));
  expect(workspace.sandbox.users().every(({ active }) => active === true)).toBe(true);
}

describe("a source that is not whole is refused with exit code 5, and the next run does what it said", () => {
  it.each(["people.csv", "groups.csv", "memberships.csv"])("%s is missing", async (file) => {
    growDirectory();
    workspace.remove(file);
    await expectRefusal([new RegExp(`^${file.replace(".", "\\.")}\\b.*does not exist`, "m")]);
  });

  it("the key column is missing", async () => {
    workspace.write("people.csv", growDirectory().replace("employee_id", "emp"));
    await expectRefusal([/^people\.csv:1\b.*"employee_id"/m]);
  });

  it("a column of the memberships is missing", async () => {
    growDirectory();
    workspace.write("memberships.csv", workspace.read("memberships.csv").replace("group_id", "grp"));
    await expectRefusal([/^memberships\.csv:1\b.*"group_id"/m]);
  });

  it("a key stands twice: both lines are named", async () => {
    const good = growDirectory();
    const again = good.split("\n")[2];
    workspace.write("people.csv", `${good}${again}\n`);
    const last = good.split("\n").length;
    await expectRefusal([new RegExp(`^people\\.csv:${last}\\b.*"e00002".*people\\.csv:3\\b`, "m")]);
  });

  it("a quote is never closed", async () => {
    const good = growDirectory();
    const last = good.split("\n").length;
    workspace.write("people.csv", `${good}e99999,x@example.com,"Ann,Other,,\n`);
    await expectRefusal([new RegExp(`^people\\.csv:${last}:22 .*quote`, "m")]);
  });

  it("a row is too short, another too long", async () => {
    const good = growDirectory();
    const last = good.split("\n").length;
    workspace.write("people.csv", `${good}e99998,x@example.com\ne99999,y@example.com,a,b,c,,,d\n`);
    await expectRefusal([
      new RegExp(`^people\\.csv:${last}\\b.*2 fields.*6`, "m"),
      new RegExp(`^people\\.csv:${last + 1}\\b.*8 fields.*6`, "m"),
    ]);
  });

  it("the last row was cut short", async () => {
    workspace.write("people.csv", growDirectory().slice(0, -25));
    await expectRefusal([/^people\.csv:\d+\b/m]);
  });

  it("the file is empty", async () => {
    growDirectory();
    workspace.write("people.csv", "");
    await expectRefusal([/^people\.csv\b.*empty/m]);
  });

  it("the file has a header and no rows", async () => {
    workspace.write("people.csv", `${growDirectory().split("\n")[0]}\n`);
    await expectRefusal([/0 users.*minUsers/]);
  });

  it("the file is not UTF-8", async () => {
    growDirectory();
    workspace.writeBytes(
      "people.csv",
      Buffer.from(`${peopleCsv(directory.people)}e9,M\xfcller,a,b,c,\n`, "latin1"),
    );
    await expectRefusal([/^people\.csv:\d+\b/m]);
  });

  it("several things are wrong in several files: all are told at once", async () => {
    const good = growDirectory();
    const last = good.split("\n").length;
    workspace.write("people.csv", `${good}e99998,x\n${good.split("\n")[1]}\n`);
    workspace.write("groups.csv", `${workspace.read("groups.csv")}g001,Again\n`);
    workspace.write("memberships.csv", `${workspace.read("memberships.csv")}g001\n`);
    await expectRefusal([
      new RegExp(`^people\\.csv:${last}\\b`, "m"),
      new RegExp(`^people\\.csv:${last + 1}\\b`, "m"),
      /^groups\.csv:4\b.*"g001"/m,
      /^memberships\.csv:8\b/m,
    ]);
  });
});

describe("the other commands that read the source", () => {
  it.each([["plan"], ["validate"], ["sync", "--dry-run"]])("%s refuses it as well", async (...args) => {
    const good = growDirectory();
    workspace.write("people.csv", `${good}e99998,x\n`);
    const bad = await workspace.run(...args);
    expect(bad).toMatchObject({ code: 5, stdout: "" });
    expect(bad.stderr).toMatch(new RegExp(`^people\\.csv:${good.split("\n").length}\\b`, "m"));
    workspace.writeDirectory(directory);
    expect(await workspace.run(...args)).toMatchObject({ code: 0 });
  });
});
