import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { SourceError } from "../../../src/errors.ts";
import { describeAlias, isAlias } from "../../../src/source/alias.ts";
import { createLdifSource } from "../../../src/source/ldif/ldif-source.ts";
import type { LdifSourceOptions } from "../../../src/source/ldif/options.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";
import type { Membership, SourceGroup, SourceRecord } from "../../../src/source/record.ts";
import type { DirectorySource, NamesBatch } from "../../../src/source/source.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";

/** An export as its tool wrote it. */
export function exported(name: string): string {
  return readFileSync(new URL(`data/${name}`, import.meta.url), "utf8");
}

export interface ReadDirectory {
  readonly users: readonly SourceRecord[];
  readonly groups: readonly SourceGroup[];
  readonly names: readonly NamesBatch[];
  /** Each as `group < member`, aliases as people see them. */
  readonly memberships: readonly string[];
  readonly membershipLines: readonly number[];
}

export type SourceSettings = Partial<Omit<LdifSourceOptions, "type">>;

/** What most exports of the tests have in them. */
export const usual = {
  users: { key: "uid", filter: "(objectClass=inetOrgPerson)", memberOf: "memberOf" },
  groups: {
    key: "cn",
    name: "cn",
    filter: "(|(objectClass=groupOfNames)(objectClass=posixGroup)(objectClass=groupOfUniqueNames))",
    members: [
      { attribute: "member", by: "dn" },
      { attribute: "uniqueMember", by: "dn" },
      { attribute: "memberUid", by: "uid" },
    ],
  },
} as const;

/** A source of one file, `people.ldif` in messages. */
export function ldifSource(
  content: string | Uint8Array,
  settings: SourceSettings = {},
  context: Partial<ReaderContext> = {},
): DirectorySource {
  const files = settings.files ?? [temporaryFolder()("people.ldif", content)];
  const full = {
    displayName: (path: string) => basename(path),
    userAliases: [],
    groupAliases: [],
    binaries: [],
    accepted: new Set<never>(),
    ...context,
  };
  return createLdifSource({ type: "ldif", ...usual, ...settings, files }, full);
}

export async function readAll(source: DirectorySource): Promise<ReadDirectory> {
  const [users, groups, names]: [SourceRecord[], SourceGroup[], NamesBatch[]] = [[], [], []];
  for await (const batch of source.records()) {
    if (batch.kind === "users") users.push(...batch.records);
    else if (batch.kind === "groups") groups.push(...batch.records);
    else names.push(batch);
  }
  const memberships: Membership[] = [];
  for await (const batch of source.memberships()) memberships.push(...batch.memberships);
  return {
    users,
    groups,
    names,
    memberships: memberships.map(({ group, member }) => `${shown(group)} < ${shown(member)}`),
    membershipLines: memberships.map(({ line }) => line),
  };
}

function shown(name: string): string {
  return isAlias(name) ? describeAlias(name) : name;
}

export async function readText(
  content: string | Uint8Array,
  settings?: SourceSettings,
  context?: Partial<ReaderContext>,
): Promise<ReadDirectory> {
  return readAll(ldifSource(content, settings, context));
}

/** The attributes of the first user. */
export async function firstUser(
  content: string | Uint8Array,
  settings?: SourceSettings,
  context?: Partial<ReaderContext>,
): Promise<Readonly<Record<string, unknown>>> {
  const { users } = await readText(content, settings, context);
  return { ...users[0]!.attributes() };
}

/** The lines of the SourceError that reading ends in. */
export async function refusal(
  content: string | Uint8Array,
  settings?: SourceSettings,
  context?: Partial<ReaderContext>,
): Promise<readonly string[]> {
  const error: unknown = await readText(content, settings, context).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof SourceError) return error.message.split("\n");
  throw new Error("expected a SourceError", { cause: error });
}

/** A person with these lines besides. */
export function person(...lines: readonly string[]): string {
  return ["dn: uid=ann,dc=example,dc=org", "objectClass: inetOrgPerson", "uid: ann", ...lines, ""].join("\n");
}
