import type { EntryGroups, EntryUsers } from "../entry/options.ts";

export type SearchScope = "base" | "one" | "sub";

/** Where one kind of entry is looked for. */
export interface LdapSearch {
  readonly base: string;
  readonly scope: SearchScope;
}

export interface LdapBind {
  readonly dn: string;
  /** Fetched at each read; kept nowhere. */
  readonly password: () => Promise<string>;
}

export interface LdapSourceOptions {
  readonly type: "ldap";
  /** `ldap://host:389` or `ldaps://host:636`. */
  readonly url: string;
  /** Anonymous when undefined. */
  readonly bind?: LdapBind;
  readonly startTls: boolean;
  /** Absolute path of a PEM file with the certificates to trust, instead of those Node.js trusts. */
  readonly ca?: string;
  readonly pageSize: number;
  /** Milliseconds to connect, and for each answer. */
  readonly timeout: number;
  readonly users: EntryUsers & LdapSearch;
  readonly groups?: EntryGroups & LdapSearch;
  /** Attributes to ask for beyond `*` and those the config names; operational ones must be named. */
  readonly attributes: readonly string[];
}
