import type { CsvSourceOptions, ListColumn } from "../source/csv/options.ts";
import type { CsvSourceWritten, ListColumnWritten } from "./csv-source-schema.ts";
import { absoluteFiles } from "./absolute-files.ts";

const SEPARATOR = ";";

export function toCsvOptions(written: CsvSourceWritten, folder: string): CsvSourceOptions {
  const { users, groups, memberships, delimiter } = written;
  return {
    type: "csv",
    users: {
      ...records(users, folder),
      ...(users.groups !== undefined && { groups: toListColumn(users.groups) }),
    },
    ...(groups !== undefined && {
      groups: {
        ...records(groups, folder),
        name: groups.name,
        ...(groups.members !== undefined && { members: toListColumn(groups.members) }),
        ...(groups.parent !== undefined && { parent: toListColumn(groups.parent) }),
      },
    }),
    ...(memberships !== undefined && { memberships: toMemberships(memberships, folder) }),
    ...(delimiter !== undefined && { delimiter }),
  };
}

function records({ file, key, filter, lists }: CsvSourceWritten["users"], folder: string) {
  return {
    files: absoluteFiles(file, folder),
    key,
    ...(filter !== undefined && { filter: filter.trim() }),
    ...(lists !== undefined && { lists }),
  };
}

function toMemberships(written: NonNullable<CsvSourceWritten["memberships"]>, folder: string) {
  const { file, group, groupBy, member, memberBy } = written;
  return {
    files: absoluteFiles(file, folder),
    group,
    member,
    ...(groupBy !== undefined && { groupBy }),
    ...(memberBy !== undefined && { memberBy }),
  };
}

function toListColumn(written: ListColumnWritten): ListColumn {
  if (typeof written === "string") return { column: written, separator: SEPARATOR };
  const { column, separator = SEPARATOR, by } = written;
  return { column, separator, ...(by !== undefined && { by }) };
}
