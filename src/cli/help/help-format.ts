import { type Command, Help, type HelpConfiguration } from "commander";
import { argumentText } from "./argument-texts.ts";
import { groupOf, inGroupOrder } from "./command-groups.ts";
import type { Example } from "./example.ts";
import { examplesOf } from "./examples.ts";
import { optionText } from "./option-text.ts";

/** How help texts are laid out. Loaded when help is asked for, with what it says of arguments and the examples. */
export function helpFormat(): HelpConfiguration {
  const usual = new Help();
  return {
    visibleCommands(command) {
      const commands = usual.visibleCommands(command);
      if (command.parent !== null) return commands;
      for (const one of commands) one.helpGroup(`${groupOf(one.name())}:`);
      return inGroupOrder(commands);
    },
    // Groups in the order in which they are shown, not in that of the declarations.
    groupItems: (_declared, visible, group) => usual.groupItems(visible, visible, group),
    subcommandTerm: (command) => termOf(command),
    subcommandDescription: (command) => command.summary() || firstClause(command.description()),
    visibleArguments: (command) => [...command.registeredArguments],
    optionDescription: (option) => optionText(option),
    formatHelp(command, helper) {
      for (const one of command.registeredArguments) one.description = argumentText(pathOf(command), one);
      const text = Help.prototype.formatHelp.call(helper, command, helper);
      return [text, ...endOf(command, helper)].join("\n");
    },
  };
}

/** The words that lead to a command, without `scimsync`. */
export function pathOf(command: Command): readonly string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

function termOf(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? "..." : "");
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(" ");
}

/** A description up to where it goes into detail. */
function firstClause(description: string): string {
  return description.split(/[;:] /)[0] ?? description;
}

function endOf(command: Command, helper: Help): readonly string[] {
  const width = helper.helpWidth ?? 80;
  const examples = examplesOf(pathOf(command));
  return [
    ...(command.parent === null ? [] : [helper.boxWrap(everywhere(command.parent), width), ""]),
    ...(examples.length === 0 ? [] : ["Examples:", ...exampleLines(examples, width), ""]),
    ...(command.parent === null ? readMore : []),
  ];
}

/** The options that every command takes besides its own. */
function everywhere(above: Command): string {
  if (above.parent !== null) return everywhere(above.parent);
  const names = above.options.map((option) => option.short ?? option.long ?? option.name());
  return `Besides, every command takes ${names.filter((name) => name !== "--version").join(", ")}: see scimsync --help.`;
}

const readMore = [
  "Read more:",
  "  scimsync COMMAND --help   arguments, options, examples and exit codes of one",
  "  man scimsync              all of that on one page",
  "  docs/getting-started.md   from nothing to a nightly run",
  "  docs/operations.md        cron, notifications, monitoring, reports",
  "",
];

/** Beside each line what it is for, or below it where there is no room. */
function exampleLines(examples: readonly Example[], width: number): readonly string[] {
  const longest = Math.max(...examples.map(([line]) => line.length));
  const isBeside = examples.every(([, says]) => longest + says.length + 4 <= width);
  return examples.flatMap(([line, says]) =>
    isBeside ? [`  ${line.padEnd(longest)}  ${says}`] : [`  ${line}`, `      ${says}`],
  );
}
