import { expect, it } from "vitest";
import { type Ran, runHere } from "./in-process.ts";

function run(...args: readonly string[]): Promise<Ran> {
  return runHere(args);
}

/** Names of the commands that a help text lists: in lists that are of nothing else. */
function commandsIn(help: string): readonly string[] {
  const lists = help.split(/\n\n(?=[A-Z][A-Za-z ]*:\n)/).slice(1);
  const ofCommands = lists.filter(
    (list) => !/^(?:Arguments|Options|Examples|Exit codes|Read more):/.test(list),
  );
  const names = ofCommands.flatMap((list) => [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!));
  return names.filter((name) => name !== "help");
}

async function allCommands(path: readonly string[] = []): Promise<readonly (readonly string[])[]> {
  const { stdout } = await run(...path, "--help");
  const below = await Promise.all(commandsIn(stdout).map((name) => allCommands([...path, name])));
  // One that takes arguments besides commands does something itself.
  const isItself = path.length > 0 && (below.length === 0 || stdout.includes(" [command] ["));
  return [...(isItself ? [path] : []), ...below.flat()];
}

/** What contract section 2 says that they can give, besides 0 and 1. */
const exits: Readonly<Record<string, readonly number[]>> = {
  validate: [2, 5],
  plan: [2, 4, 5, 7, 10],
  "plan approve": [2, 8],
  "plan show": [2, 8],
  apply: [2, 3, 4, 5, 6, 7, 8, 130],
  sync: [2, 3, 4, 5, 6, 7, 130],
  check: [2, 3, 6, 130],
  status: [2],
  map: [2, 5],
  "test-mapping": [2, 3],
  explain: [2, 5, 7],
};

it("the help of every command ends with its exit codes, on stdout", async () => {
  const commands = await allCommands();
  expect(commands.map((path) => path.join(" "))).toEqual(
    expect.arrayContaining(["validate", "plan", "sync", "status", "runs list", "runs show", "sandbox"]),
  );
  await Promise.all(
    commands.map(async (path) => {
      const { code, stdout, stderr } = await run(...path, "--help");
      expect({ path, code, stderr }).toEqual({ path, code: 0, stderr: "" });
      const [, list = ""] = /\nExit codes:\n((?: {2}\d+ +\S.*\n)+)$/.exec(stdout) ?? [];
      const codes = [...list.matchAll(/^ {2}(\d+)/gm)].map(([, digits]) => Number(digits));
      expect(codes, path.join(" ")).toEqual(expect.arrayContaining([0, 1, ...(exits[path.join(" ")] ?? [])]));
      expect(new Set(codes).size).toBe(codes.length);
    }),
  );
});

it("runs --help, whose default is to list, tells its exit codes too", async () => {
  expect((await run("runs", "--help")).stdout).toMatch(/\nExit codes:\n/);
});

it("without a command it shows the help on stderr and ends with 2", async () => {
  const { code, stdout, stderr } = await run();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^Usage: scimsync/);
});

it("--version tells the version of the package", async () => {
  const { code, stdout } = await run("--version");
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
