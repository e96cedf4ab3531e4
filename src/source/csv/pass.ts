import type { WantedColumn } from "./header.ts";
import { listedMemberships, type ListHolder, noteMentions, rowMemberships } from "./membership.ts";
import type { CsvGroups, CsvMemberships, CsvSourceOptions, CsvUsers, ListColumn } from "./options.ts";
import { groupRecords, userRecords } from "./rows.ts";
import type { CsvPage } from "./table.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { SourceBatch } from "../record.ts";
import type { NamedFile } from "../file/still-file.ts";

/** One walk through one file, giving records of one kind. */
export interface CsvPass {
  readonly kind: SourceBatch["kind"];
  readonly file: NamedFile;
  /** Columns that must be there. */
  readonly wanted: readonly WantedColumn[];
  batch(page: CsvPage, problems: ProblemList): SourceBatch;
}

export interface CsvPasses {
  /** One for each file the config names. */
  readonly records: readonly CsvPass[];
  readonly memberships: readonly CsvPass[];
  /**
   * Memberships in list columns. They come after all records, so their files are walked through again: to keep ten million
   * of them until then would cost more than the second reading.
   */
  readonly lists: readonly CsvPass[];
}

/** Shows an absolute path as the user would type it. */
export type DisplayName = (absolutePath: string) => string;

/** `mentions` receives the groups that user cells name when there is no groups file, each with its first line. */
export function csvPasses(
  options: CsvSourceOptions,
  displayName: DisplayName,
  mentions: Map<string, number>,
): CsvPasses {
  const { users, groups, memberships } = options;
  const first = usersPass(users, displayName, groups === undefined ? mentions : undefined);
  const second = groups === undefined ? [] : [groupsPass(groups, displayName)];
  const lists = [
    users.groups === undefined ? [] : [listPass(first, users.key, users.groups, "member")],
    second.flatMap((pass) => [
      ...(groups?.members === undefined ? [] : [listPass(pass, groups.key, groups.members, "group")]),
      ...(groups?.parent === undefined ? [] : [listPass(pass, groups.key, groups.parent, "nested")]),
    ]),
  ];
  return {
    records: [first, ...second],
    memberships: memberships === undefined ? [] : [membershipsPass(memberships, displayName)],
    lists: lists.flat(),
  };
}

function usersPass(users: CsvUsers, displayName: DisplayName, mentions?: Map<string, number>): CsvPass {
  const file = named("users", users.file, displayName);
  return {
    kind: "users",
    file,
    wanted: wanted("users", { key: users.key, "groups.column": users.groups?.column }),
    batch(page, problems) {
      if (users.groups !== undefined && mentions !== undefined) noteMentions(page, users.groups, mentions);
      return { kind: "users", file: file.display, records: userRecords(page, users.key, problems) };
    },
  };
}

function groupsPass(groups: CsvGroups, displayName: DisplayName): CsvPass {
  const file = named("groups", groups.file, displayName);
  const { key, name } = groups;
  return {
    kind: "groups",
    file,
    wanted: wanted("groups", {
      key,
      name,
      "members.column": groups.members?.column,
      "parent.column": groups.parent?.column,
    }),
    batch: (page, problems) => ({
      kind: "groups",
      file: file.display,
      records: groupRecords(page, groups, problems),
    }),
  };
}

function membershipsPass(columns: CsvMemberships, displayName: DisplayName): CsvPass {
  const file = named("memberships", columns.file, displayName);
  return {
    kind: "memberships",
    file,
    wanted: wanted("memberships", { group: columns.group, member: columns.member }),
    batch: (page, problems) => ({
      kind: "memberships",
      file: file.display,
      memberships: rowMemberships(page, columns, problems),
    }),
  };
}

/** Another walk through a file of records, for the memberships in one of its list columns. */
function listPass({ file, wanted }: CsvPass, key: string, list: ListColumn, holder: ListHolder): CsvPass {
  return {
    kind: "memberships",
    file,
    wanted,
    batch: (page) => ({
      kind: "memberships",
      file: file.display,
      memberships: listedMemberships(page, key, list, holder),
    }),
  };
}

function named(kind: string, path: string, displayName: DisplayName): NamedFile {
  return { path, display: displayName(path), setting: `source.${kind}.file` };
}

function wanted(kind: string, columns: Readonly<Record<string, string | undefined>>): WantedColumn[] {
  return Object.entries(columns).flatMap(([setting, column]) =>
    column === undefined ? [] : [{ column, setting: `source.${kind}.${setting}` }],
  );
}
