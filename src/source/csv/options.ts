/** A column that holds several keys in one cell. */
export interface ListColumn {
  readonly column: string;
  /** What stands between the keys; spaces around each key are dropped. */
  readonly separator: string;
}

/** `source.users` of a CSV source. Column names are compared trimmed and without case. */
export interface CsvUsers {
  /** Absolute path. */
  readonly file: string;
  readonly key: string;
  /** Cells name the groups of the user: keys of the groups file or, without one, the groups themselves. */
  readonly groups?: ListColumn;
}

/** `source.groups` of a CSV source. */
export interface CsvGroups {
  readonly file: string;
  readonly key: string;
  readonly name: string;
  /** Cells hold the keys of the members. */
  readonly members?: ListColumn;
  /** Cells hold the keys of the groups that this group is nested in: its members are theirs too. */
  readonly parent?: ListColumn;
}

/** `source.memberships` of a CSV source: one row a membership. */
export interface CsvMemberships {
  readonly file: string;
  readonly group: string;
  readonly member: string;
}

export interface CsvSourceOptions {
  readonly type: "csv";
  readonly users: CsvUsers;
  readonly groups?: CsvGroups;
  readonly memberships?: CsvMemberships;
  /** A single character; detected from the header when left out. */
  readonly delimiter?: string;
}
