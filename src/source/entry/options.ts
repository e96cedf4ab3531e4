/** How the entries of an LDAP directory become users: of an LDIF file and of a live server alike. */
export interface EntryUsers {
  /** The attribute that never changes, such as `employeeNumber`, `entryUUID`, `objectGUID`; `dn` is one, too. */
  readonly key: string;
  /** Only entries at or below this DN. */
  readonly base?: string;
  /** RFC 4515. */
  readonly filter: string;
  /** The attribute that names the groups of the user by DN, such as `memberOf`; undefined when not looked at. */
  readonly memberOf?: string;
}

/** How entries become groups. */
export interface EntryGroups {
  readonly key: string;
  /** The attribute with the name, such as `cn`. */
  readonly name: string;
  readonly base?: string;
  readonly filter: string;
  /** The attributes that name members. */
  readonly members: readonly EntryMembers[];
  /** The attributes of users and groups that hold the number of the user's first group, if looked at. */
  readonly primary?: PrimaryGroup;
}

export interface EntryMembers {
  readonly attribute: string;
  /** `dn`, `key`, or the attribute of users whose values these are, such as `uid`. */
  readonly by: string;
}

/** `primaryGroupID` of a user is the last part of the group's `objectSid`; `gidNumber` is alike on both sides. */
export type PrimaryGroup = "primaryGroupID" | "gidNumber";
