import { readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { LdapFault } from "../../../src/source/ldap/fault.ts";
import { fetchDirectory } from "../../../src/source/ldap/fetch.ts";
import { planFetch } from "../../../src/source/ldap/fetch-plan.ts";
import type { LdapSourceOptions } from "../../../src/source/ldap/options.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";

export const context: ReaderContext = {
  displayName: (path) => path,
  userAliases: [],
  groupAliases: [],
  binaries: [],
  accepted: new Set(),
};

export const people = {
  key: "uid",
  base: "ou=people,dc=example,dc=com",
  scope: "sub",
  filter: "(objectClass=inetOrgPerson)",
} as const;

export const teams = {
  key: "cn",
  name: "cn",
  base: "ou=groups,dc=example,dc=com",
  scope: "sub",
  filter: "(objectClass=groupOfNames)",
  members: [{ attribute: "member", by: "dn" }],
} as const;

/** Options with what a test does not care about. */
export function ldapOptions(
  options: Partial<LdapSourceOptions> & { readonly url: string },
): LdapSourceOptions {
  return {
    type: "ldap",
    startTls: false,
    pageSize: 100,
    timeout: 5000,
    attributes: [],
    users: people,
    ...options,
  };
}

/** The LDIF that was fetched. */
export async function fetched(
  options: Partial<LdapSourceOptions> & { readonly url: string },
  told: Partial<ReaderContext> = {},
): Promise<{
  readonly users: string;
  readonly groups: string;
  readonly bytes: number;
  readonly sha256: string;
}> {
  const plan = planFetch(ldapOptions(options), { ...context, ...told });
  const directory = await fetchDirectory(plan, new AbortController().signal);
  onTestFinished(() => directory.remove());
  const [users = "", groups = ""] = directory.files.map(({ path }) => readFileSync(path, "utf8"));
  return { users, groups, bytes: directory.bytes, sha256: directory.sha256 };
}

/** The setting and the message of the fault that fetching ends in. */
export async function fault(
  options: Partial<LdapSourceOptions> & { readonly url: string },
): Promise<readonly [string, string]> {
  try {
    await fetched(options);
  } catch (error) {
    if (error instanceof LdapFault) return [error.setting, error.message];
    throw error;
  }
  throw new Error("expected an LdapFault");
}
