import { resolve } from "node:path";
import type { EntryGroups, EntryMembers, EntryUsers } from "../source/entry/options.ts";
import type { LdapSourceOptions } from "../source/ldap/options.ts";
import type { LdifSourceOptions } from "../source/ldif/options.ts";
import { parseDuration } from "./duration.ts";
import type { LdapSourceWritten, LdifSourceWritten } from "./entry-source-schema.ts";
import { createSecret, type SecretSetting } from "./secret.ts";
import { absoluteFiles } from "./absolute-files.ts";

/** An export lists the classes as they were stored, superior ones or not. */
const PEOPLE =
  "(&(|(objectClass=person)(objectClass=inetOrgPerson)(objectClass=user)(objectClass=posixAccount))(!(objectClass=computer))(!(objectClass=contact)))";
const GROUPS =
  "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))";
const MEMBERS: readonly EntryMembers[] = [
  { attribute: "member", by: "dn" },
  { attribute: "uniqueMember", by: "dn" },
  { attribute: "memberUid", by: "uid" },
];

export function toLdifOptions(written: LdifSourceWritten, folder: string): LdifSourceOptions {
  const { file, users, groups, fileUrls } = written;
  return {
    type: "ldif",
    files: absoluteFiles(file, folder),
    users: toUsers(users),
    ...(groups !== undefined && { groups: toGroups(groups) }),
    ...(fileUrls !== undefined && { fileUrls: resolve(folder, fileUrls) }),
  };
}

export function toLdapOptions(written: LdapSourceWritten, setting: SecretSetting): LdapSourceOptions {
  const { url, bind, startTls, ca, pageSize, timeout, attributes, users, groups } = written;
  return {
    type: "ldap",
    url: url.replace(/\/$/, ""),
    ...(bind !== undefined && { bind: toBind(bind, setting) }),
    startTls: startTls ?? false,
    ...(ca !== undefined && { ca: resolve(setting.folder, ca) }),
    pageSize: pageSize ?? 500,
    timeout: parseDuration(timeout ?? "30s"),
    attributes: attributes ?? [],
    users: { ...toUsers(users), base: users.base, scope: users.scope ?? "sub" },
    ...(groups !== undefined && {
      groups: { ...toGroups(groups), base: groups.base, scope: groups.scope ?? "sub" },
    }),
  };
}

function toBind({ dn, password }: NonNullable<LdapSourceWritten["bind"]>, setting: SecretSetting) {
  const secret = createSecret(password, setting);
  return { dn, password: () => secret.read() };
}

function toUsers({ key, base, filter, memberOf }: LdifSourceWritten["users"]): EntryUsers {
  const attribute = memberOf === true ? "memberOf" : memberOf === false ? undefined : memberOf;
  return {
    key,
    filter: filter?.trim() ?? PEOPLE,
    ...(base !== undefined && { base }),
    ...(attribute !== undefined && { memberOf: attribute }),
  };
}

function toGroups(written: NonNullable<LdifSourceWritten["groups"]>): EntryGroups {
  const { key, name, base, filter, members, primary } = written;
  return {
    key,
    name: name ?? "cn",
    filter: filter?.trim() ?? GROUPS,
    members: members === undefined ? MEMBERS : [members].flat().map(toMembers),
    ...(base !== undefined && { base }),
    ...(primary !== undefined && { primary }),
  };
}

/** The usual attributes say by themselves what their values are. */
function toMembers(written: string | { attribute: string; by?: string | undefined }): EntryMembers {
  const attribute = typeof written === "string" ? written : written.attribute;
  const usual = attribute.toLowerCase() === "memberuid" ? "uid" : "dn";
  return { attribute, by: (typeof written === "string" ? undefined : written.by) ?? usual };
}
