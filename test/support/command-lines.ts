import type { Command } from "commander";
import { addCommands } from "../../src/cli/commands.ts";
import { createProgram } from "../../src/cli/main.ts";
import { processTerminal } from "../../src/cli/terminal.ts";

/** Command lines of a page: in code between text, and those that begin a line of a code block. */
export function commandLines(text: string): readonly string[] {
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
export function complaintAbout(line: string): string | undefined {
  const words = line.split(/\s+/);
  const [command, [first]] = commandOf(words.filter((word) => !word.startsWith("-")));
  const takesNothing = command.registeredArguments.length === 0 && command.commands.length > 0;
  if (takesNothing && first !== undefined) return `there is no command ${first}`;
  const known = [...program.options, ...command.options].flatMap(({ long, short }) => [long, short]);
  const given = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ""));
  const unknown = given.find((option) => ![...known, "--help"].includes(option));
  return unknown === undefined ? undefined : `${command.name()} has no ${unknown}`;
}
