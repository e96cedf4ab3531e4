import { canonicalJson, type Json } from "../../canonical.ts";
import type { Config, SourceConfig, SourceOptions } from "../../config/config.ts";
import { UsageError } from "../../errors.ts";
import { attributesMentioned, type Mentions } from "../../mapping/mentions.ts";
import { userFunctions } from "../../mapping/user-functions.ts";
import { createCsvSource } from "../../source/csv/csv-source.ts";
import type { Check } from "../../source/expect.ts";
import { createJsonSource } from "../../source/json/json-source.ts";
import { createLdapSource } from "../../source/ldap/ldap-source.ts";
import { createLdifSource } from "../../source/ldif/ldif-source.ts";
import type { ReaderContext } from "../../source/reader-context.ts";
import type { HandedSources, ProgramSource } from "../../source/program/program-record.ts";
import { createProgramSource } from "../../source/program/program-source.ts";
import type { DirectorySource } from "../../source/source.ts";
import type { ExpectedSource } from "./acceptance.ts";
import { aliasesNeeded } from "./aliases-needed.ts";
import { namingOf } from "./source-naming.ts";
import { shownPath } from "../shown-path.ts";

/**
 * Opens the sources of a config; nothing is read yet. Close each when done. Throws `UsageError` unless a program handed over
 * those that are its to give, and no others.
 */
export function openSources(
  config: Config,
  accepted: ReadonlySet<Check>,
  handed: HandedSources = {},
): readonly ExpectedSource[] {
  refuseUnknown(config, handed);
  const mentioned = attributesMentioned(
    config.targets,
    config.dynamicGroups.map(({ where }) => where),
    namingOf(config),
  );
  const context: ReaderContext = {
    displayName: shownPath,
    ...aliasesNeeded(config.sources, mentioned.references),
    binaries: mentioned.attributes,
    accepted,
  };
  return config.sources.map((source) => ({
    name: source.name,
    source: openSource(source.options, context, handed),
    expect: source.expect,
    enriches: source.enriches,
    mayHave: [...source.mayHave, ...(source.options.type === "ldap" ? accountStates(mentioned) : [])],
    definition: definitionOf(source, context),
  }));
}

/**
 * What functions such as `ldapEnabled` look at is asked of a live directory, so that nobody has it means that nobody is
 * locked. `userAccountControl` everybody has.
 */
function accountStates({ attributes }: Mentions): readonly string[] {
  const states = userFunctions.flatMap(({ reads }) => reads.map((name) => name.toLowerCase()));
  return states.filter((name) => attributes.includes(name) && name !== "useraccountcontrol");
}

/** Opens one source. */
export function openSource(
  options: SourceOptions,
  context: ReaderContext,
  handed: HandedSources = {},
): DirectorySource {
  switch (options.type) {
    case "csv":
      return createCsvSource(options, context);
    case "ldif":
      return createLdifSource(options, context);
    case "json":
      return createJsonSource(options, context);
    case "ldap":
      return createLdapSource(options, context);
    case "program":
      return createProgramSource(options.name, handedOver(options.name, handed), context);
  }
}

function handedOver(name: string, handed: HandedSources): ProgramSource {
  const source = Object.hasOwn(handed, name) ? handed[name] : undefined;
  if (source !== undefined) return source;
  throw new UsageError(
    `the source ${name} (type: program) is handed over by the program that embeds scimsync, and nobody hands it over here: run that program, which gives sources: { ${JSON.stringify(name)}: … }; commands that read no source, such as status, failures and runs, work without it`,
  );
}

function refuseUnknown({ sources }: Config, handed: HandedSources): void {
  const known = sources.flatMap(({ name, options }) => (options.type === "program" ? [name] : []));
  const unknown = Object.keys(handed).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const has = known.length === 0 ? "none" : known.join(", ");
  throw new UsageError(
    `the config has no source of type: program called ${unknown.join(", ")}; of those it has: ${has}`,
  );
}

/** Everything besides the files that shapes records. Binary values are loaded or not only where there are any. */
function definitionOf({ name, enriches, options }: SourceConfig, context: ReaderContext): string {
  const { userAliases, groupAliases } = context;
  const binaries = options.type === "ldif" || options.type === "ldap" ? context.binaries : [];
  const definition = { name, enriches, options, userAliases, groupAliases, binaries };
  return canonicalJson(JSON.parse(JSON.stringify(definition)) as Json);
}
