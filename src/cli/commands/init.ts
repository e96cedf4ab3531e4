import { existsSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { isoTime, systemClock } from "../../clock.ts";
import { addressLines, authLines } from "../../connector/starter.ts";
import { loadConnector } from "../../connector/load.ts";
import { UsageError } from "../../errors.ts";
import { configText, type Setup } from "../../setup/config-text.ts";
import { lookAtFile } from "../../setup/look-at-file.ts";
import { makeSetup } from "../../setup/make-setup.ts";
import type { GlobalOptions } from "../global-options.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../connector-folder.ts";

export interface InitFlags {
  readonly source?: string;
  readonly key?: string;
  readonly connector?: string;
  readonly target?: string;
  readonly url?: string;
  readonly tokenEnv?: string;
}

/** `scimsync init`: looks at a file with people, and writes a config to begin with. */
export async function init(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  flags: InitFlags,
): Promise<number> {
  const file = options.config;
  if (existsSync(file)) throw new UsageError(`${file} is there already; write --config FILE for another one`);
  const folder = dirname(resolve(file));
  const answers = await withMissing(flags, terminal);
  const source = answers.source ?? "";
  const seen = await lookAtFile(relative(folder, resolve(source)), folder);
  const key = answers.key ?? seen.key;
  if (key === undefined)
    throw new UsageError(
      `no attribute of ${source} has a value in every record, each another; name the one that never changes: --key NAME (there are ${seen.names.join(", ")})`,
    );
  const connector = answers.connector ?? "generic";
  const profile = await loadConnector(connector, connectorFolder, folder);
  const date = isoTime(systemClock.now()).slice(0, 10);
  const setup = makeSetup({ ...seen, key }, connector, profile, { ...answers, date });
  writeFileSync(file, configText(setup), { flag: "wx", mode: 0o600 });
  await tell(setup, file, { options, terminal });
  return 0;
}

/** On a terminal, what no flag says is asked. */
async function withMissing(flags: InitFlags, terminal: Terminal): Promise<InitFlags> {
  const isAsked = terminal.interactive && process.stdin.isTTY;
  if (!isAsked) {
    if (flags.source === undefined) throw new UsageError("which file has the people? init --source FILE");
    return flags;
  }
  const desk = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ask = async (question: string) => (await desk.question(`${question} `)).trim() || undefined;
    const source = flags.source ?? (await ask("Which file has the people (.csv, .ldif, .json)?")) ?? "";
    const connector =
      flags.connector ??
      (await ask("Which service (a name of `scimsync connectors list`; empty for any SCIM 2.0 service)?"));
    const url =
      flags.url ?? (await ask("Where does SCIM begin there (https://…; empty if the connector knows)?"));
    return { ...flags, source, ...(connector && { connector }), ...(url && { url }) };
  } finally {
    desk.close();
  }
}

/** What of the config only the user knows, and is empty. */
function emptyPlaces({ baseUrl, profile }: Setup): readonly string[] {
  if (baseUrl !== undefined) return [];
  return addressLines(profile, "nothing").flatMap((line) => {
    const [, indent = "", name] = /^( +)(\w+): ""/.exec(line) ?? [];
    if (name === undefined) return [];
    return [indent.length > 4 ? `vars.${name}` : name];
  });
}

async function tell(
  setup: Setup,
  file: string,
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
): Promise<void> {
  const { seen, key, names, target, profile } = setup;
  const empty = emptyPlaces(setup);
  const secrets = authLines(profile)
    .join()
    .matchAll(/env\.(\w+)/g);
  const variables = [...secrets].map(([, name = ""]) => name);
  const config = file === "scimsync.yaml" ? "" : ` -c ${file}`;
  const next = [
    ...variables.map((name) => `export ${name}=…`),
    `scimsync${config} validate`,
    `scimsync${config} plan`,
  ];
  const said = Object.entries(names).map(([name, column]) => `  ${name} is ${column}`);
  await tellDone(
    { options, terminal },
    { config: file, target, key, names, empty, next },
    [
      `${file} is written: people of ${seen.file} by ${key}, to ${target}`,
      ...said,
      ...unusedText(setup),
      "next:",
      ...(empty.length === 0 ? [] : [`  fill in ${empty.join(" and ")} in ${file}`]),
      ...next.map((line) => `  ${line}`),
      "",
    ].join("\n"),
  );
}

/** What the file has and the mapping has no use for, so that nobody waits for it to arrive. */
function unusedText({ seen, key, names, attributes }: Setup): readonly string[] {
  const mapped = JSON.stringify(attributes ?? {});
  const used = new Set([key, ...Object.values(names)]);
  const unused = seen.names.filter((name) => !used.has(name) && !mapped.includes(`user.${name}`));
  return unused.length === 0 ? [] : [`  not used: ${unused.join(", ")}`];
}
