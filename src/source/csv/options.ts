import type { FileOptions } from "../file/file-options.ts";

/** A column that holds several names of records in one cell. */
export interface ListColumn {
  readonly column: string;
  /** What stands between the names; spaces around each are dropped. */
  readonly separator: string;
  /** The attribute of users (or of groups) that the names are values of, `dn` among them; their key when undefined. */
  readonly by?: string;
}

interface CsvRecords {
  /** Absolute paths or patterns with `*`, read as one file. A pattern that matches nothing is an error. */
  readonly files: readonly string[];
  readonly key: string;
  /** An LDAP filter (RFC 4515) over the columns; rows that do not satisfy it are not of this kind. */
  readonly filter?: string;
  /** Columns with several values in one cell, and what stands between them. */
  readonly lists?: Readonly<Record<string, string>>;
}

/** `source.users` of a CSV source. Column names are compared trimmed and without case. */
export interface CsvUsers extends CsvRecords {
  /** Cells name the groups of the user: those of the groups file or, without one, the groups themselves. */
  readonly groups?: ListColumn;
}

/** `source.groups` of a CSV source. */
export interface CsvGroups extends CsvRecords {
  readonly name: string;
  /** Cells name the members. */
  readonly members?: ListColumn;
  /** Cells name the groups that this group is nested in: its members are theirs too. */
  readonly parent?: ListColumn;
}

/** `source.memberships` of a CSV source: one row a membership. */
export interface CsvMemberships {
  readonly files: readonly string[];
  readonly group: string;
  /** The attribute of groups that `group` holds values of; their key when undefined. */
  readonly groupBy?: string;
  readonly member: string;
  readonly memberBy?: string;
}

export interface CsvSourceOptions extends FileOptions {
  readonly type: "csv";
  readonly users: CsvUsers;
  readonly groups?: CsvGroups;
  readonly memberships?: CsvMemberships;
  /** A single character; detected from the header when left out. */
  readonly delimiter?: string;
}
