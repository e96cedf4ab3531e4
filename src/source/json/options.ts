import type { FileOptions } from "../file/file-options.ts";

/** A value that names other records: a list, or one, of texts or of objects. */
export interface JsonNames {
  /** Dotted path in the record, such as `members` or `org.teams`. */
  readonly path: string;
  /** In a list of objects, the member that holds the name; `value` when undefined. */
  readonly value?: string;
  /** The attribute of users (or of groups) that the names are values of, `dn` among them; their key when undefined. */
  readonly by?: string;
}

interface JsonRecords {
  /** Absolute paths or patterns with `*`. */
  readonly files: readonly string[];
  /**
   * Dotted path of the list in the document, such as `data.people`. When undefined: the whole document if it is a list
   * or NDJSON; `Resources` of a SCIM ListResponse and `Operations` of a SCIM bulk request, of the right kind only; else
   * `users` or `groups`.
   */
  readonly at?: string;
  /** Dotted path in the record. */
  readonly key: string;
  /** An LDAP filter (RFC 4515) over the attributes, nested ones by their dotted path. */
  readonly filter?: string;
}

/** `source.users` of a JSON source. */
export interface JsonUsers extends JsonRecords {
  readonly groups?: JsonNames;
}

/** `source.groups` of a JSON source. */
export interface JsonGroups extends JsonRecords {
  readonly name: string;
  /** Members; an object with `type: Group` (RFC 7643, 4.2) is a group. */
  readonly members?: JsonNames;
  readonly parent?: JsonNames;
}

/** `source.memberships` of a JSON source: one object a membership. */
export interface JsonMemberships {
  readonly files: readonly string[];
  readonly at?: string;
  readonly group: string;
  readonly groupBy?: string;
  readonly member: string;
  readonly memberBy?: string;
}

export interface JsonSourceOptions extends FileOptions {
  readonly type: "json";
  readonly users: JsonUsers;
  readonly groups?: JsonGroups;
  readonly memberships?: JsonMemberships;
}
