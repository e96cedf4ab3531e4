import type { ReaderContext } from "../reader-context.ts";
import type { LdapSourceOptions } from "./options.ts";

/** All user attributes (RFC 4511, 4.5.1.8). Operational ones, such as `memberOf` and `entryUUID`, must be named. */
const USER_ATTRIBUTES = "*";

/** The attributes to ask for of users. */
export function wantedOfUsers(options: LdapSourceOptions, context: ReaderContext): readonly string[] {
  const { users, groups } = options;
  const named = groups?.members.map(({ by }) => by) ?? [];
  return wanted(options, context, [
    users.key,
    users.memberOf,
    groups?.primary,
    ...named.filter((by) => by !== "key"),
    ...context.userAliases,
  ]);
}

/** The attributes to ask for of groups. */
export function wantedOfGroups(options: LdapSourceOptions, context: ReaderContext): readonly string[] {
  const { groups } = options;
  return wanted(options, context, [
    groups?.key,
    groups?.name,
    ...(groups?.members.map(({ attribute }) => attribute) ?? []),
    groups?.primary === "primaryGroupID" ? "objectSid" : groups?.primary,
    ...context.groupAliases,
  ]);
}

function wanted(
  { attributes }: LdapSourceOptions,
  { binaries }: ReaderContext,
  others: readonly (string | undefined)[],
): readonly string[] {
  const names = new Map([[USER_ATTRIBUTES, USER_ATTRIBUTES]]);
  for (const name of [...others, ...attributes, ...binaries]) {
    if (name === undefined || name.toLowerCase() === "dn" || !ATTRIBUTE.test(name)) continue;
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

/** Mappings and other sources name what is no attribute of a directory, and a server may take offence. */
const ATTRIBUTE = /^[\w.-]+(?:;[\w.-]+)*$/;
