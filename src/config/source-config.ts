import { resolve } from "node:path";
import type { CsvSourceOptions, ListColumn } from "../source/csv/options.ts";
import type { SourceExpectations } from "../source/expect.ts";
import type { SourceConfig } from "./config.ts";
import { parseDuration, parsePercent } from "./duration.ts";
import type { ListColumnWritten, SourceWritten } from "./source-schema.ts";

const SEPARATOR = ";";

/** A source as used: paths absolute, units resolved, defaults filled in. */
export function toSourceConfig(written: SourceWritten, folder: string): SourceConfig {
  return { options: toCsvOptions(written, folder), expect: toExpectations(written.expect) };
}

function toCsvOptions(written: SourceWritten, folder: string): CsvSourceOptions {
  const { users, groups, memberships, delimiter } = written;
  return {
    type: "csv",
    users: {
      file: resolve(folder, users.file),
      key: users.key,
      ...(users.groups !== undefined && { groups: toListColumn(users.groups) }),
    },
    ...(groups !== undefined && {
      groups: {
        file: resolve(folder, groups.file),
        key: groups.key,
        name: groups.name,
        ...(groups.members !== undefined && { members: toListColumn(groups.members) }),
        ...(groups.parent !== undefined && { parent: toListColumn(groups.parent) }),
      },
    }),
    ...(memberships !== undefined && {
      memberships: {
        file: resolve(folder, memberships.file),
        group: memberships.group,
        member: memberships.member,
      },
    }),
    ...(delimiter !== undefined && { delimiter }),
  };
}

function toListColumn(written: ListColumnWritten): ListColumn {
  if (typeof written === "string") return { column: written, separator: SEPARATOR };
  return { column: written.column, separator: written.separator ?? SEPARATOR };
}

function toExpectations(written: SourceWritten["expect"]): SourceExpectations {
  return {
    minUsers: written?.minUsers ?? 1,
    minGroups: written?.minGroups ?? 0,
    ...(written?.maxShrink !== undefined && { maxShrink: parsePercent(written.maxShrink) }),
    ...(written?.maxAge !== undefined && { maxAge: parseDuration(written.maxAge) }),
  };
}
