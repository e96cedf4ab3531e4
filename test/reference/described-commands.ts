import type { Command } from "commander";
import { addCommands } from "../../src/cli/commands.ts";
import { argumentText } from "../../src/cli/help/argument-texts.ts";
import { commandGroups, groupOf } from "../../src/cli/help/command-groups.ts";
import type { Example } from "../../src/cli/help/example.ts";
import { examplesOf } from "../../src/cli/help/examples.ts";
import { helpFormat, pathOf } from "../../src/cli/help/help-format.ts";
import { optionText } from "../../src/cli/help/option-text.ts";
import { createProgram } from "../../src/cli/main.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** A command as its help tells it. */
export interface DescribedCommand {
  /** Its words, without `scimsync`. */
  readonly path: readonly string[];
  readonly description: string;
  /** What is typed behind the path. */
  readonly usage: string;
  readonly arguments: readonly Described[];
  readonly options: readonly Described[];
  readonly examples: readonly Example[];
  readonly exits: readonly Exit[];
  /** Whether it is there for the commands below it, and does nothing else. */
  readonly isOnlyAbove: boolean;
}

export interface Described {
  readonly term: string;
  readonly text: string;
}

export interface Exit {
  readonly code: number;
  readonly meaning: string;
}

export interface DescribedProgram {
  readonly description: string;
  readonly options: readonly Described[];
  readonly examples: readonly Example[];
  readonly groups: readonly (readonly [heading: string, commands: readonly DescribedCommand[]])[];
}

/** All that the program says of itself, in the order of its help. */
export function describedProgram(): DescribedProgram {
  const written: string[] = [];
  const program = programWritingTo(written);
  function described(command: Command): readonly DescribedCommand[] {
    written.length = 0;
    command.outputHelp();
    const exits = exitsIn(written.join(""));
    return [describedCommand(command, exits), ...command.commands.flatMap(described)];
  }
  return {
    description: program.description(),
    options: program.options.map(describedOption),
    examples: examplesOf([]),
    groups: commandGroups.map(([heading, names]) => {
      const own = program.commands
        .filter((command) => groupOf(command.name()) === heading)
        .toSorted((a, b) => names.indexOf(a.name()) - names.indexOf(b.name()));
      return [heading, own.flatMap(described)];
    }),
  };
}

/** The program with all its commands; what they would print goes to a list, for a terminal of as many columns. */
export function programWritingTo(written: string[], columns?: number): Command {
  const terminal: Terminal = {
    out: async (text) => void written.push(text),
    note: (line) => void written.push(`${line}\n`),
    progress() {},
    paint: (_colour, text) => text,
    columns,
    interactive: false,
    environment: {},
  };
  const program = createProgram(terminal, helpFormat());
  addCommands(program, terminal, () => {});
  return program;
}

/** Every command below one. */
export function commandsBelow(command: Command): readonly Command[] {
  return command.commands.flatMap((one) => [one, ...commandsBelow(one)]);
}

function describedCommand(command: Command, exits: readonly Exit[]): DescribedCommand {
  const path = pathOf(command);
  return {
    path,
    description: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map((argument) => ({
      term: argument.variadic ? `${argument.name()}...` : argument.name(),
      text: argumentText(path, argument),
    })),
    options: command.options.map(describedOption),
    examples: examplesOf(path),
    exits,
    isOnlyAbove: command.commands.length > 0 && command.registeredArguments.length === 0,
  };
}

function describedOption(option: Command["options"][number]): Described {
  return { term: option.flags, text: optionText(option) };
}

function exitsIn(help: string): readonly Exit[] {
  const [, list = ""] = /\nExit codes:\n((?: {2}\d+ +\S.*\n?)+)/.exec(help) ?? [];
  return [...list.matchAll(/^ {2}(\d+) +(.*)$/gm)].map(([, code, meaning]) => ({
    code: Number(code),
    meaning: meaning!,
  }));
}
