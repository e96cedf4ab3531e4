import type { Command, Option } from "commander";

/** What may be typed after some words of a command line. */
export interface Place {
  /** Names of commands so far: `["groups", "push"]`; empty for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly OptionWord[];
  /** What its arguments name, where a shell can find out which there are. */
  readonly names?: Named;
}

/** Targets of the config that lies in the folder, or is given by `-c`; connectors that are shipped. */
export type Named = "target" | "connector";

export interface Word {
  readonly word: string;
  readonly says: string;
}

export interface OptionWord extends Word {
  /** The words that may follow it; empty when any text does, undefined when nothing does. */
  readonly values?: readonly string[];
  /** What follows it. */
  readonly names?: Named;
  /** Whether a file follows it. */
  readonly isFile: boolean;
}

/** Every place of a program, the outermost first, and what may be typed there. */
export function placesOf(program: Command): readonly Place[] {
  const everywhere = program.options.flatMap((option) => optionWords(option));
  function below(command: Command, path: readonly string[]): readonly Place[] {
    const own = path.length === 0 ? [] : command.options.flatMap((option) => optionWords(option, path));
    const names = namedBy(command.registeredArguments[0]?.name(), path);
    const here = {
      path,
      commands: command.commands.map((one) => ({ word: one.name(), says: firstWords(one.description()) })),
      options: [...own, ...everywhere, { word: "--help", says: "display help", isFile: false }],
      ...(names !== undefined && { names }),
    };
    return [here, ...command.commands.flatMap((one) => below(one, [...path, one.name()]))];
  }
  return below(program, []);
}

function optionWords(option: Option, path: readonly string[] = []): readonly OptionWord[] {
  const { long, short, description, argChoices, required, optional, flags } = option;
  const takes = required || optional;
  const names = takes ? namedBy(option.attributeName(), path) : undefined;
  const words = [long, short].filter((word) => word !== undefined && word !== null);
  return words.map((word) => ({
    word,
    says: firstWords(description),
    isFile: takes && /<(?:file|folder|path)/.test(flags),
    ...(takes && { values: argChoices ?? [] }),
    ...(names !== undefined && { names }),
  }));
}

/** What `init` calls a target is there no more than once it has. */
function namedBy(name: string | undefined, [first]: readonly string[]): Named | undefined {
  if (name === "connector") return "connector";
  return name === "target" && first !== "init" ? "target" : undefined;
}

/** The first sentence, without what a shell would take for something else. */
function firstWords(text: string): string {
  const [first = ""] = text.split(/[;:.](?:\s|$)|\n/);
  return first.replaceAll(/["'`$\\[\]]/g, "").slice(0, 60);
}
