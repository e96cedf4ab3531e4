import type { Config, SourceConfig } from "../../config/config.ts";
import type { Mentions } from "../../mapping/mentions.ts";
import { createNaming, type DirectoryNaming, type Naming, type Way } from "../../mapping/naming.ts";
import { directoryWords } from "../../mapping/schema-names.ts";

type Kind = "users" | "groups";

const noWords: ReadonlyMap<string, string> = new Map();

/** What names in expressions stand for, as the sources of a config say. */
export function namingOf({ sources, merge }: Pick<Config, "sources" | "merge">): DirectoryNaming {
  const preferred = sources.filter(({ name }) => name === merge?.prefer);
  const ordered = [...preferred, ...sources.filter((source) => !preferred.includes(source))];
  return { user: namingFor(ordered, "users"), group: namingFor(ordered, "groups") };
}

function namingFor(sources: readonly SourceConfig[], kind: Kind): Naming {
  return createNaming(
    sources.map(({ names, options }) => ({
      stated: new Map((names?.[kind] ?? []).map(({ name, way }) => [name.toLowerCase(), way])),
      schema: kind === "users" && ["ldif", "ldap"].includes(options.type) ? directoryWords : noWords,
    })),
  );
}

/**
 * How the names that mappings mention, which were found without a naming, are read where it is not simply by the
 * attribute so called: a part of what the mappings mean.
 */
export function digestOfNames(
  { user, group }: DirectoryNaming,
  { attributes }: Pick<Mentions, "attributes">,
): readonly string[] {
  return [user, group].flatMap((naming) =>
    attributes.flatMap((name) => {
      const ways = naming.ways(name);
      return isPlain(ways, name) ? [] : [`${name} ${JSON.stringify(ways)}`];
    }),
  );
}

function isPlain(ways: readonly Way[], name: string): boolean {
  const [way, ...others] = ways;
  return others.length === 0 && way?.length === 1 && way[0] === name;
}
