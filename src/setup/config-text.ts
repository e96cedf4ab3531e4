import { stringify } from "yaml";
import type { ConnectorProfile } from "../connector/profile.ts";
import { addressLines, authLines } from "../connector/starter.ts";
import type { SeenFile } from "./look-at-file.ts";

/** What `init` was told or found out. */
export interface Setup {
  readonly seen: SeenFile;
  readonly key: string;
  /** Standard names, and what the source calls them. */
  readonly names: Readonly<Record<string, string>>;
  /** What the connector's mapping asks for and the source does not have. */
  readonly missing: readonly string[];
  /** The target's id. */
  readonly target: string;
  readonly connector: string;
  readonly profile: ConnectorProfile;
  /** In place of the connector's. */
  readonly baseUrl: string | undefined;
  /** A mapping, where the connector brings none. */
  readonly attributes: unknown;
  /** ISO 8601, such as `2026-01-31`. */
  readonly date: string;
}

/** A config to begin with, as people would write it: every line has a reason beside it. */
export function configText(setup: Setup): string {
  return [
    `# Written by scimsync init on ${setup.date}. Next: scimsync validate, scimsync plan, scimsync sync.`,
    "",
    ...sourceLines(setup),
    "",
    ...targetLines(setup),
    "",
  ].join("\n");
}

function sourceLines({ seen: { type, file }, key, names, missing }: Setup): readonly string[] {
  const inUsers = type === "ldif" ? [] : [`    file: ${scalar(file)}`];
  const pairs = Object.entries(names).map(([name, column]) => `      ${name}: ${scalar(column)}`);
  return [
    "source:",
    `  type: ${type}`,
    ...(type === "ldif" ? [`  file: ${scalar(file)}`] : []),
    "  users:",
    ...inUsers,
    `    key: ${scalar(key)} # ties a record to its account: never changes, is given to nobody else`,
    ...(pairs.length === 0
      ? []
      : ["    names: # what mappings call them: what the source calls them", ...pairs]),
    ...(missing.length === 0 ? [] : [`    # Not in the source, so not sent: ${missing.join(", ")}.`]),
    "  expect: { minUsers: 1, maxShrink: 20% } # an export that was cut short is refused",
  ];
}

function targetLines(setup: Setup): readonly string[] {
  const { target, connector, profile, baseUrl, attributes } = setup;
  return [
    "targets:",
    `  ${target}: # stays as it is: the state is kept under it`,
    `    connector: ${connector} # scimsync connectors show ${connector} tells what is to be done there first`,
    ...(baseUrl === undefined ? addressLines(profile, "nothing") : [`    baseUrl: ${scalar(baseUrl)}`]),
    ...authLines(profile),
    "    assign: # who gets an account",
    "      everyone: true",
    '      # groups: [engineering, "support-*"]   in place of everyone: members of these groups of the source',
    '      # where: user.department == "R&D"      or who satisfies this',
    ...(attributes === undefined ? [] : ["    users:", "      attributes:", ...indented(attributes, 8)]),
    "    # protect: [admin@example.com]   never changed, deactivated or deleted",
  ];
}

function scalar(text: string): string {
  return stringify(text).trimEnd();
}

function indented(value: unknown, by: number): readonly string[] {
  const lines = stringify(value, { lineWidth: 100 }).trimEnd().split("\n");
  return lines.map((line) => " ".repeat(by) + line);
}
