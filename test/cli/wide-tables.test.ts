import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fitted } from "../../src/cli/fit-lines.ts";
import { takesColour } from "../../src/cli/terminal.ts";
import { config, type Desk, openDesk, writeDirectory } from "./desk.ts";
import { runHere, runIn } from "./in-process.ts";

/** Words of a text; how long ago something was is not the same a moment later. */
function wordsOf(text: string): readonly string[] {
  return text.replaceAll(/[\d.]+ s\b/g, "- s").split(/\s+/);
}

describe("lines that are too long", () => {
  test("go on below, further in; words and what stands between backticks stay whole", () => {
    const text = "app\n  one two `scimsync retry e1` four five six seven eight\nshort\n";
    expect(fitted(text, { columns: 40 })).toBe(
      "app\n  one two `scimsync retry e1` four five\n      six seven eight\nshort\n",
    );
    expect(fitted("  a `scimsync links set app one two three`", { columns: 40 })).toBe(
      "  a\n      `scimsync links set app one two three`",
    );
    expect(fitted(`x ${"y".repeat(60)} z`, { columns: 40 })).toBe(`x\n    ${"y".repeat(60)}\n    z`);
  });

  test("stay as they are where there is no terminal, and on one that nothing fits", () => {
    const text = "one two ".repeat(40);
    expect(fitted(text, {})).toBe(text);
    expect(fitted(text, { columns: 20 })).toBe(text);
  });

  test("are measured without colours, and with wide characters", () => {
    const red = "\u001b[31mname of somebody\u001b[39m says: no more";
    expect(fitted(red, { columns: 40 })).toBe(red);
    expect(fitted("漢字漢字漢字 漢字漢字漢字 漢字漢字漢字 漢", { columns: 40 })).toBe(
      "漢字漢字漢字 漢字漢字漢字 漢字漢字漢字\n    漢",
    );
  });
});

describe("lists", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
    writeDirectory(desk);
    desk.write("scimsync.yaml", ...config(desk.sandbox));
    expect((await desk.run("sync")).code).toBe(3);
  });
  afterAll(() => desk.close());

  const run = (columns: number | undefined, args: readonly string[]) =>
    runIn(desk.path(""), args, { SCIM_TOKEN: desk.sandbox.token }, columns);

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
    const long = stdout
      .split("\n")
      .filter((line) => line.length > 60 && !/^ *`[^`]*`\S*$|^ *\S+$/.test(line));
    expect(long).toEqual([]);
    expect(stdout.split("\n").length).toBeGreaterThanOrEqual(whole.stdout.split("\n").length);
  });

  test("JSON is one line on any terminal", async () => {
    const { stdout } = await run(60, ["failures", "--json"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });
});

test("on 80 columns the titles of connectors are there, all but the very longest whole", async () => {
  const { stdout } = await runHere(["connectors", "list"], {}, 80);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toContain("GitHub Enterprise Managed Users\n");
  expect(stdout.match(/…$/gm)?.length).toBeLessThan(5);
  const wide = await runHere(["connectors", "list"], {}, 120);
  expect(wide.stdout).toMatch(/^name +service +states +known from$/m);
  expect(wide.stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
});

test("colours go to terminals that know them, unless NO_COLOR is set", () => {
  expect(takesColour({ isTTY: true }, {})).toBe(true);
  expect(takesColour({ isTTY: true }, { NO_COLOR: "" })).toBe(true);
  expect(takesColour({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
  expect(takesColour({ isTTY: true }, { TERM: "dumb" })).toBe(false);
  expect(takesColour({ isTTY: false }, {})).toBe(false);
  expect(takesColour({}, {})).toBe(false);
});
