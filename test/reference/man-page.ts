import { exitCodes } from "../../src/sync/exit-code.ts";
import { exitMeanings } from "../../src/cli/exit-help.ts";
import type { Described, DescribedCommand, DescribedProgram } from "./described-commands.ts";

/** docs/man/scimsync.1, in the macros of man(7). */
export function manPage(program: DescribedProgram): string {
  const { options, examples, groups } = program;
  return [
    String.raw`.\" Written by "npm run docs:reference" from the program; edit src/cli.`,
    '.TH SCIMSYNC 1 "" scimsync "scimsync manual"',
    // What is copied is not hyphenated.
    ".nh",
    ".ad l",
    ".SH NAME",
    String.raw`scimsync \- push a directory to SCIM 2.0 service providers`,
    ".SH SYNOPSIS",
    String.raw`.B scimsync`,
    String.raw`.RI [ OPTION \&...]`,
    String.raw`.I COMMAND`,
    String.raw`.RI [ ARGUMENT \&...]`,
    ".SH DESCRIPTION",
    ...paragraphs(description),
    ".SH OPTIONS",
    "These options every command takes; they stand before it or behind it.",
    ...options.flatMap(item),
    ".SH COMMANDS",
    ...groups.flatMap(([heading, commands]) => [`.SS ${roff(heading)}`, ...commands.flatMap(commandLines)]),
    ".SH EXIT STATUS",
    ...Object.entries(exitCodes).flatMap(([name, code]) => [
      ".TP",
      `.B ${code}`,
      text(exitMeanings[name as keyof typeof exitMeanings]),
    ]),
    ".PP",
    text("With several, the lowest of 1, 2, 5, 6, 7 and 8 is given, else 130, else 4, else 3, else 10."),
    text("status --check ends as monitoring plugins do: 0 in order, 1 warning, 2 critical, 3 unknown."),
    ".SH FILES",
    ...files.flatMap(item),
    ".SH ENVIRONMENT",
    ...environment.flatMap(item),
    ".SH EXAMPLES",
    ...examples.flatMap(exampleLines),
    ".SH SEE ALSO",
    ".BR crontab (5),",
    ".BR systemd.timer (5),",
    ".BR jq (1)",
    ".PP",
    text("scimsync COMMAND --help; the folder docs of the source, docs/getting-started.md first."),
    "",
  ].join("\n");
}

const description = [
  "scimsync reads a directory (people, groups and memberships in CSV, LDIF or JSON files, or a live LDAP server) and brings SCIM 2.0 services in line with it: it creates accounts, updates what changed, deactivates leavers, and pushes groups.",
  "plan shows what would be done and changes nothing; sync does it. Removals beyond a limit are held until somebody lets them through. A source that cannot be read whole is refused before any request is sent. A second run with nothing new sends nothing.",
  "Results go to standard output, everything else to standard error. With --quiet, as for cron, nothing is printed when all is well.",
];

const files: readonly Described[] = [
  { term: "scimsync.yaml", text: "the config, in the current folder; -c names another" },
  {
    term: "scimsync.db",
    text: "the state file beside the config, with scimsync.db-wal and scimsync.db-shm; state in the config names another",
  },
  { term: "*.mapping-test.yaml", text: "examples of the mapping, for test-mapping" },
  {
    term: "scimsync.db.check.json",
    text: "what check --write made and could not remove again; the next check removes it",
  },
];

const environment: readonly Described[] = [
  { term: "NAME", text: "of every ${env.NAME} in the config: a token or another secret" },
  {
    term: "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
    text: "the proxy for requests to targets, where the config has none; lower case too",
  },
  { term: "NO_COLOR", text: "no colours, on a terminal too" },
  {
    term: "SCIMSYNC_OCCASION, SCIMSYNC_TARGET, SCIMSYNC_SUMMARY",
    text: "set for commands of notify: what happened, where, and in a sentence",
  },
];

function commandLines(command: DescribedCommand): readonly string[] {
  const { path, description: says, usage, arguments: args, options, examples, exits, isOnlyAbove } = command;
  const name = path.join(" ");
  const rows = [...args, ...options];
  return [
    ".TP",
    `.B ${roff(isOnlyAbove ? name : `${name} ${usage}`)}`,
    text(says),
    ...(rows.length === 0 ? [] : [".RS", ...rows.flatMap(item), ".RE"]),
    ...(isOnlyAbove ? [] : [".RS", ...examples.flatMap(exampleLines), ".RE"]),
    ".RS",
    ".PP",
    text(
      `Exit status: ${exits
        .map(({ code }) => code)
        .toSorted((a, b) => a - b)
        .join(", ")}`,
    ),
    ".RE",
  ];
}

function item({ term, text: says }: Described): readonly string[] {
  return [".TP", `.B ${roff(term)}`, text(says)];
}

function exampleLines([line, says]: readonly [string, string]): readonly string[] {
  return [".PP", text(`${says}:`), ".PP", ".nf", ".RS", text(line), ".RE", ".fi"];
}

function paragraphs(all: readonly string[]): readonly string[] {
  return all.flatMap((one, at) => [...(at === 0 ? [] : [".PP"]), text(one)]);
}

/** A line of text that is no request, whatever it begins with. */
function text(line: string): string {
  return roff(line).replace(/^(?=[.'])/, String.raw`\&`);
}

/** Text in which nothing means anything to roff, and hyphens can be copied into a shell. */
function roff(line: string): string {
  return line
    .replaceAll("\\", String.raw`\e`)
    .replaceAll("-", String.raw`\-`)
    .replaceAll("`", "")
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll("^", String.raw`\(ha`)
    .replaceAll("~", String.raw`\(ti`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll(
      /\P{ASCII}/gu,
      (found) => `\\[u${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}
