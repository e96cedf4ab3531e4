import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { commandGroups } from "../../src/cli/help/command-groups.ts";
import { allExamples } from "../../src/cli/help/examples.ts";
import { commandsBelow, describedProgram, programWritingTo } from "../reference/described-commands.ts";
import { complaintAbout } from "../support/command-lines.ts";
import { runHere } from "./in-process.ts";

const { groups } = describedProgram();
const commands = groups.flatMap(([, ofGroup]) => ofGroup);
const named = commands.map((command) => [command.path.join(" "), command] as const);

/** The words of a line as a shell gives them on, without what only the shell sees. */
function wordsOf(line: string): readonly string[] {
  const [, typed = ""] = /scimsync (.*?)(?: >.*|\))?$/.exec(line) ?? [];
  return [...typed.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

/** What the program says against a command line, before it would do anything. */
async function refusalOf(words: readonly string[]): Promise<string | undefined> {
  const written: string[] = [];
  const program = programWritingTo(written);
  for (const command of commandsBelow(program)) command.action(() => {});
  try {
    await program.parseAsync([...words], { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return written.join("");
    throw error;
  }
}

test("every command stands in a group, and every name of a group is one", () => {
  const inGroups = commandGroups.flatMap(([, names]) => names).filter((name) => name !== "help");
  const declared = programWritingTo([]).commands.map((command) => command.name());
  expect(inGroups.toSorted()).toEqual(declared.toSorted());
});

test("the help of the program has the groups in their order, and ends with where to read more", async () => {
  const { stdout } = await runHere(["--help"]);
  const headings = [...stdout.matchAll(/^([A-Z][\w ]+):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    "Options",
    ...commandGroups.map(([heading]) => heading),
    "Examples",
    "Read more",
  ]);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toMatch(/\nRead more:\n(?: {2}\S.*\n)+$/);
  expect(stdout.indexOf("\n  sync ")).toBeGreaterThan(stdout.indexOf("\nEvery day:\n"));
});

test("examples are of commands that are there", () => {
  expect(Object.keys(allExamples()).filter((path) => !named.some(([name]) => name === path))).toEqual([]);
});

describe.each(named)("%s", (name, { path, arguments: args, options, examples }) => {
  test("has one to three examples that the program takes", async () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.length).toBeLessThan(4);
    for (const [line, says] of examples) {
      const words = wordsOf(line);
      expect(words.join(" "), line).toMatch(new RegExp(String.raw`(?:^|\s)${name}\b`));
      expect([line, complaintAbout(words.join(" ")), await refusalOf(words)]).toEqual([
        line,
        undefined,
        undefined,
      ]);
      expect(says).toMatch(/^\S.*\w[\w?)]$/);
    }
  });

  test("says what each argument and option is, and of a number or a span what holds without it", () => {
    const silent = [...args, ...options].filter(({ text }) => text === "");
    expect(silent).toEqual([]);
    const vague = options.filter(
      ({ term, text }) => /<(?:n|ms|span|days)>/.test(term) && !/default|when left out|; \d+/.test(text),
    );
    expect(vague).toEqual([]);
  });

  test("has a help whose lines fit 80 columns, with examples before exit codes", async () => {
    const { stdout } = await runHere([...path, "--help"]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/\nExamples:\n(?: {2}\S.*\n(?: {6}\S.*\n)?)+\nExit codes:\n/);
    for (const [line] of examples) expect(stdout).toContain(`\n  ${line}`);
  });
});

test("a wide terminal has longer lines, and none that is too long to read", () => {
  const written: string[] = [];
  const program = programWritingTo(written, 200);
  for (const command of [program, ...commandsBelow(program)]) command.outputHelp();
  const lengths = written
    .join("")
    .split("\n")
    .map(({ length }) => length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(100);
  expect(Math.max(...lengths)).toBeGreaterThan(80);
});

test("a line that does not parse is noticed", async () => {
  expect(await refusalOf(["plan", "--format", "xml"])).toMatch(/Allowed choices are text, json, markdown/);
  expect(await refusalOf(["explain"])).toMatch(/missing required argument/);
});
