import { filterAttributes } from "../entry/filter.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { Recogniser } from "../recogniser.ts";
import type { MembershipBatch, RecordBatch } from "../record.ts";
import { inBatches } from "./batch.ts";
import type { CsvKind } from "./files.ts";
import type { CsvHeader, WantedColumn } from "./header.ts";
import { recordLayout } from "./layout.ts";
import type { RecordColumns, RecordLayout } from "./layout.ts";
import { listedMemberships, rowMemberships } from "./membership.ts";
import type { ListHolder } from "./membership.ts";
import { mentionColumn } from "./mention.ts";
import type { Mentions } from "./mention.ts";
import type { CsvGroups, CsvMemberships, CsvSourceOptions, CsvUsers, ListColumn } from "./options.ts";
import { groupRecords, userRecords } from "./rows.ts";
import type { CsvPage, CsvTableOptions } from "./table.ts";

/** One walk through the files of one kind. */
export interface CsvPass<Batch> {
  readonly kind: CsvKind;
  /** Columns that must be there. */
  readonly wanted: readonly WantedColumn[];
  /** The first walk through its files, in which their rows are counted. */
  readonly countsRows: boolean;
  readonly recogniser?: CsvTableOptions["recogniser"];
  /** What the rows of a page say; `file` is as the user would type it. */
  batches(page: CsvPage, file: string, problems: ProblemList): Iterable<Batch>;
}

/** `mentions` receives the groups that only cells of users name. */
export function usersPass(
  options: CsvSourceOptions,
  { userAliases }: ReaderContext,
  { mentions, recogniser }: { readonly mentions: Mentions; readonly recogniser: Recogniser | undefined },
): CsvPass<RecordBatch> {
  const { users } = options;
  const layoutOf = layouts({ ...users, aliases: userAliases });
  const mentioning = mentionColumn(options);
  return {
    kind: "users",
    wanted: wantedOfUsers(users),
    countsRows: true,
    recogniser(header, delimiter) {
      // Who is recognised is not asked what groups they mention.
      if (mentioning !== undefined) return undefined;
      const { key, filter, lists } = users;
      return recogniser?.under(
        JSON.stringify({ names: header.names, delimiter, key, filter, lists, userAliases }),
      );
    },
    *batches(page, file, problems) {
      const layout = layoutOf(page.header);
      if (mentioning !== undefined) mentions.note(page, layout, mentioning, { file, problems });
      const { known } = page;
      const records = userRecords(page, layout, problems);
      if (known.entries.length > 0) yield { kind: "users", file, records, known };
      else yield* inBatches(records, (records) => ({ kind: "users" as const, file, records }));
    },
  };
}

export function groupsPass(groups: CsvGroups, { groupAliases }: ReaderContext): CsvPass<RecordBatch> {
  const layoutOf = layouts({ ...groups, aliases: groupAliases });
  return {
    kind: "groups",
    wanted: wantedOfGroups(groups),
    countsRows: true,
    batches(page, file, problems) {
      const records = groupRecords(page, layoutOf(page.header), problems);
      return inBatches(records, (records) => ({ kind: "groups", file, records }));
    },
  };
}

/** The walk through the files that hold memberships alone. */
export function membershipPass(options: CsvMemberships): CsvPass<MembershipBatch> {
  const { group, member } = options;
  return {
    kind: "memberships",
    wanted: wanted("memberships", { group, member }),
    countsRows: true,
    batches(page, file, problems) {
      const memberships = rowMemberships(page, options, problems);
      return inBatches(memberships, (memberships) => ({ kind: "memberships", file, memberships }));
    },
  };
}

/**
 * Other walks through the files of records, for the memberships in list columns. These come after all records: to keep
 * ten million of them until then would cost more than the second reading.
 */
export function listPasses({ users, groups }: CsvSourceOptions): readonly CsvPass<MembershipBatch>[] {
  const ofUsers = { kind: "users", wanted: wantedOfUsers(users), records: users } as const;
  const passes = [listPass(ofUsers, users.groups, "member")];
  if (groups !== undefined) {
    const ofGroups = { kind: "groups", wanted: wantedOfGroups(groups), records: groups } as const;
    passes.push(listPass(ofGroups, groups.members, "group"), listPass(ofGroups, groups.parent, "nested"));
  }
  return passes.flat();
}

interface ListedRecords {
  readonly kind: CsvKind;
  readonly wanted: readonly WantedColumn[];
  readonly records: CsvUsers;
}

function listPass(
  { kind, wanted, records }: ListedRecords,
  list: ListColumn | undefined,
  holder: ListHolder,
): readonly CsvPass<MembershipBatch>[] {
  if (list === undefined) return [];
  const layoutOf = layouts({ ...records, aliases: [] });
  return [
    {
      kind,
      wanted,
      countsRows: false,
      batches(page, file, problems) {
        const memberships = listedMemberships(page, layoutOf(page.header), { ...list, holder }, problems);
        return inBatches(memberships, (memberships) => ({ kind: "memberships", file, memberships }));
      },
    },
  ];
}

/** Works out the layout once a header. */
function layouts(columns: RecordColumns): (header: CsvHeader) => RecordLayout {
  let last: { readonly header: CsvHeader; readonly layout: RecordLayout } | undefined;
  return (header) => {
    if (last?.header !== header) last = { header, layout: recordLayout(header, columns) };
    return last.layout;
  };
}

function wantedOfUsers(users: CsvUsers): readonly WantedColumn[] {
  const { key, groups } = users;
  return [...wanted("users", { key, "groups.column": groups?.column }), ...wantedOfRecords("users", users)];
}

function wantedOfGroups(groups: CsvGroups): readonly WantedColumn[] {
  const { key, name, members, parent } = groups;
  const columns = { key, name, "members.column": members?.column, "parent.column": parent?.column };
  return [...wanted("groups", columns), ...wantedOfRecords("groups", groups)];
}

function wantedOfRecords(kind: CsvKind, { lists, filter }: CsvUsers): readonly WantedColumn[] {
  return [
    ...Object.keys(lists ?? {}).map((column) => ({ column, setting: `source.${kind}.lists.${column}` })),
    ...(filter === undefined ? [] : filterAttributes(filter)).map((column) => ({
      column,
      setting: `source.${kind}.filter`,
    })),
  ];
}

function wanted(kind: CsvKind, columns: Readonly<Record<string, string | undefined>>): WantedColumn[] {
  return Object.entries(columns).flatMap(([setting, column]) =>
    column === undefined ? [] : [{ column, setting: `source.${kind}.${setting}` }],
  );
}
