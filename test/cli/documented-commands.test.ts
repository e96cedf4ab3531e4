import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { processTerminal } from "../../src/cli/terminal.ts";
import { addCommands } from "../../src/cli/commands.ts";

const root = new URL("../..", import.meta.url);
const guides = (readdirSync(new URL("docs/", root), { recursive: true }) as string[]).filter((name) =>
  name.endsWith(".md"),
);
const pages = ["README.md", "SECURITY.md", "config.example.yaml", ...guides.map((name) => `docs/${name}`)];

/** Command lines of a page: in code between text, and those that begin a line of a code block. */
function commandLines(text: string): readonly string[] {
  const inText = [...text.matchAll(/`(?:npx )?scimsync ([^`\n]+)`/g)];
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, block]) => block!).join("\n");
  const inBlocks = [...blocks.matchAll(/^(?:\$ )?(?:npx )?scimsync (.+)$/gm)];
  return [...inText, ...inBlocks].map(([, line]) => line!.replace(/\s+#.*$/, "").replace(/\s[|>&].*$/, ""));
}

const program = createProgram(processTerminal());
addCommands(program, processTerminal(), () => {});

/** The command that the first words name, and what is given to it. */
function commandOf(
  words: readonly string[],
  above: Command = program,
): readonly [Command, readonly string[]] {
  const below = above.commands.find((one) => one.name() === words[0]);
  return below === undefined ? [above, words] : commandOf(words.slice(1), below);
}

/** What is wrong with the command line, if anything. */
function complaintAbout(line: string): string | undefined {
  const words = line.split(/\s+/);
  const [command, [first]] = commandOf(words.filter((word) => !word.startsWith("-")));
  const takesNothing = command.registeredArguments.length === 0 && command.commands.length > 0;
  if (takesNothing && first !== undefined) return `there is no command ${first}`;
  const known = [...program.options, ...command.options].flatMap(({ long, short }) => [long, short]);
  const given = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ""));
  const unknown = given.find((option) => ![...known, "--help"].includes(option));
  return unknown === undefined ? undefined : `${command.name()} has no ${unknown}`;
}

test.each(pages)("every command line of %s exists, with its options", (page) => {
  const lines = commandLines(readFileSync(new URL(page, root), "utf8"));
  const wrong = lines.flatMap((line) => {
    const complaint = complaintAbout(line);
    return complaint === undefined ? [] : [`${line}: ${complaint}`];
  });
  expect(wrong).toEqual([]);
});

test("a command or an option that does not exist is noticed", () => {
  const lines = commandLines(
    "`scimsync synch` and `scimsync sync --dri-run`\n```sh\nscimsync state care --json\n```\n",
  );
  expect(lines.map(complaintAbout)).toEqual([
    "there is no command synch",
    "sync has no --dri-run",
    "there is no command care",
  ]);
});
