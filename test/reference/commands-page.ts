import { escaped } from "../../src/cli/render-page-markdown.ts";
import type { Described, DescribedCommand, DescribedProgram } from "./described-commands.ts";
import { tableOf } from "./markdown-table.ts";

/** docs/reference/commands.md */
export function commandsPage({ options, groups }: DescribedProgram): string {
  return [
    "# Commands",
    "",
    "What `--help` says of each command. These options every command takes; they stand before it or behind it:",
    "",
    ...tableOf(["option", "what it does"], options.map(cells)),
    "",
    ...groups.flatMap(([heading, commands]) => [`## ${heading}`, "", ...commands.flatMap(commandLines)]),
  ].join("\n");
}

function commandLines(command: DescribedCommand): readonly string[] {
  const { path, description, usage, arguments: args, options, examples, exits, isOnlyAbove } = command;
  const name = path.join(" ");
  const rows = [...args, ...options].map(cells);
  return [
    `### ${name}`,
    "",
    escaped(sentence(description)),
    "",
    ...(isOnlyAbove ? [] : ["```text", `scimsync ${name} ${usage}`, "```", ""]),
    ...(rows.length === 0 ? [] : [...tableOf(["argument or option", "what it is"], rows), ""]),
    "```sh",
    ...examples.map(([line, says]) => `${line}   # ${says}`),
    "```",
    "",
    `Exit codes: ${exits
      .toSorted((a, b) => a.code - b.code)
      .map(({ code, meaning }) => `${code} ${escaped(meaning)}`)
      .join(" · ")}.`,
    "",
  ];
}

function cells({ term, text }: Described): readonly string[] {
  return [`\`${term}\``, escaped(text)];
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
