import type { SourceConfig, SourceOptions } from "../../config/config.ts";
import type { ReaderContext } from "../../source/reader-context.ts";

type Needed = Pick<ReaderContext, "userAliases" | "groupAliases">;

/**
 * The attributes by which memberships of any source name users and groups. Users are known by their DN, too, where
 * `ref(user.manager)` may hold one.
 */
export function aliasesNeeded(sources: readonly SourceConfig[], references: boolean): Needed {
  const all = sources.map(({ options }) => neededBy(options, references));
  return {
    userAliases: distinct(all.flatMap(({ userAliases }) => userAliases)),
    groupAliases: distinct(all.flatMap(({ groupAliases }) => groupAliases)),
  };
}

function neededBy(options: SourceOptions, references: boolean): Needed {
  if (options.type === "ldif" || options.type === "ldap") return neededByEntries(options, references);
  if (options.type === "program") return { userAliases: [], groupAliases: [] };
  const { users, groups, memberships } = options;
  const members = [groups?.members?.by, memberships?.memberBy];
  const owners = [users.groups?.by, groups?.parent?.by, memberships?.groupBy];
  return {
    userAliases: named(members),
    // A member by DN may be a group.
    groupAliases: named([...owners, ...members.filter((by) => by?.toLowerCase() === "dn")]),
  };
}

function neededByEntries(
  { users, groups }: Extract<SourceOptions, { type: "ldif" | "ldap" }>,
  references: boolean,
): Needed {
  const members = (groups?.members ?? []).map(({ by }) => by.toLowerCase());
  const byDn = users.memberOf !== undefined || members.includes("dn");
  return {
    userAliases: [...named(members), ...(references ? ["dn"] : [])],
    groupAliases: byDn ? ["dn"] : [],
  };
}

/** Attributes; the key is no alias. */
function named(by: readonly (string | undefined)[]): readonly string[] {
  return by.flatMap((name) =>
    name === undefined || name.toLowerCase() === "key" ? [] : [name.toLowerCase()],
  );
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
