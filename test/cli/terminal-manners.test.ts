import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { stopSignals } from "../../src/cli/stop-signals.ts";
import { config, type Desk, groups, memberships, openDesk, people } from "./desk.ts";
import { type Ran, runIn } from "./in-process.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
  desk.write("people.csv", ...people.slice(0, 4));
  desk.write("groups.csv", ...groups);
  desk.write("memberships.csv", ...memberships);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});
afterAll(() => desk.close());

const silence = { code: 0, stdout: "", stderr: "" };

test("when all is well, nothing is printed, whatever was done", async () => {
  const done: readonly (readonly string[])[] = [
    ["validate"],
    ["sync"],
    ["sync", "--only", "e1"],
    ["sync", "--reconcile"],
    ["provision"],
    ["provision", "e1"],
    ["retry"],
    ["import"],
    ["groups", "pause", "Builders", "--target", "app"],
    ["groups", "resume", "Builders", "--target", "app"],
    ["groups", "push", "Builders"],
    ["detach", "e2"],
    ["detach", "e2", "--again"],
    ["links", "drop", "app", "e2"],
    ["sync"],
    ["state", "backup", "copy.db"],
    ["state", "verify"],
    ["state", "rebuild", "--confirm"],
    ["prune", "--keep", "400"],
    ["status", "--check"],
    // What looks for something, and finds nothing.
    ["plan"],
    ["drift"],
    ["failures"],
    ["source", "diff"],
    ["runs", "verify"],
  ];
  for (const args of done) {
    const ran = await desk.run("--quiet", ...args);
    expect({ args, ...ran }).toEqual({ args, ...silence });
  }
});

test("a plan that is kept and applied says nothing, and does it", async () => {
  desk.write("people.csv", ...people.slice(0, 4).map((line) => line.replace("Dev", "Chief")));
  const planned = await desk.run("plan", "--out", "plan.json", "--quiet");
  expect(planned).toMatchObject({ code: 0, stderr: "" });
  expect(planned.stdout).toMatch(/"Dev" → "Chief"/);
  expect(await desk.run("apply", "plan.json", "--dry-run", "--quiet")).toMatchObject({ code: 0, stderr: "" });
  expect(await desk.run("apply", "plan.json", "--quiet")).toEqual(silence);
  expect(desk.sandbox.users().map(({ title }) => title)).toContain("Chief");
});

test("trouble is told, with the exit code that it has anyhow", async () => {
  // e4 has no address, and so no userName.
  desk.write("people.csv", ...people);
  const troubled: readonly (readonly [args: readonly string[], said: RegExp])[] = [
    [["sync"], /FAILED: .*\[e4\]/],
    [["sync", "--only", "e4"], /FAILED: .*\[e4\]/],
    [["plan"], /NOT MAPPABLE: e4/],
    [["provision", "e4"], /^e4 at app\n/],
    [["retry"], /FAILED: .*\[e4\]/],
    [["failures"], /\[e4\]/],
    [["status", "--check"], /^SCIMSYNC WARNING - app: /],
  ];
  const codes: number[] = [];
  for (const [args, said] of troubled) {
    const quiet = await desk.run("--quiet", ...args);
    expect(quiet.stdout, args.join(" ")).toMatch(said);
    expect(quiet.stderr, args.join(" ")).toBe("");
    const loud = await desk.run(...args);
    expect([args, quiet.code]).toEqual([args, loud.code]);
    codes.push(quiet.code);
  }
  expect(codes).toContain(3);
  expect(codes).toContain(1);
});

test.each([true, false])(
  "that --max-runtime is over is told, but for those who are quiet: %s",
  async (quiet) => {
    const notes: string[] = [];
    const signals = stopSignals({ note: (line) => void notes.push(line) }, { maxRuntime: 1, quiet });
    await vi.waitFor(() => expect(signals.stop.aborted).toBe(true));
    signals.release();
    expect(notes).toHaveLength(quiet ? 0 : 1);
  },
);

test("a command that cannot be done says why", async () => {
  const { code, stdout, stderr } = await desk.run("--quiet", "prune");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/prune --keep 400/);
});

/** Words of a text; how long ago something was is not the same a moment later. */
function wordsOf(text: string): readonly string[] {
  return text.replaceAll(/[\d.]+ s\b/g, "- s").split(/\s+/);
}

function run(columns: number | undefined, args: readonly string[]): Promise<Ran> {
  const terminal = columns === undefined ? {} : { COLUMNS: String(columns) };
  return runIn(desk.path(""), args, { SCIM_TOKEN: desk.sandbox.token, ...terminal });
}

test.each([
  [["status"]],
  [["status", "--pending"]],
  [["failures"]],
  [["links", "list"]],
  [["groups", "list"]],
  [["runs"]],
])("%j fits a terminal, and is whole where there is none", async (args) => {
  const whole = await run(undefined, args);
  const { stdout } = await run(60, args);
  expect(wordsOf(stdout)).toEqual(wordsOf(whole.stdout));
  const long = stdout.split("\n").filter((line) => line.length > 60 && !/^ *`[^`]*`\S*$|^ *\S+$/.test(line));
  expect(long).toEqual([]);
  expect(stdout.split("\n").length).toBeGreaterThanOrEqual(whole.stdout.split("\n").length);
});

test("JSON is one line on any terminal", async () => {
  const { stdout } = await run(60, ["failures", "--json"]);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
});
