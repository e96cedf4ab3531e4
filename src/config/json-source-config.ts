import type { JsonNames, JsonSourceOptions } from "../source/json/options.ts";
import type { JsonNamesWritten, JsonSourceWritten } from "./json-source-schema.ts";
import { absoluteFiles } from "./absolute-files.ts";

export function toJsonOptions(written: JsonSourceWritten, folder: string): JsonSourceOptions {
  const { users, groups, memberships } = written;
  const list = listOf(written.file, folder);
  return {
    type: "json",
    users: {
      ...records(users, list),
      ...(users.groups !== undefined && { groups: toNames(users.groups) }),
    },
    ...(groups !== undefined && {
      groups: {
        ...records(groups, list),
        name: groups.name,
        ...(groups.members !== undefined && { members: toNames(groups.members) }),
        ...(groups.parent !== undefined && { parent: toNames(groups.parent) }),
      },
    }),
    ...(memberships !== undefined && { memberships: toMemberships(memberships, list) }),
  };
}

type Listed = Pick<JsonSourceWritten["users"], "file" | "at">;

/** Where a list is; its file is that of the whole source unless it names one. */
function listOf(file: JsonSourceWritten["file"], folder: string) {
  return (own: Listed) => ({
    files: absoluteFiles(own.file ?? file ?? [], folder),
    ...(own.at !== undefined && { at: own.at }),
  });
}

function records(written: JsonSourceWritten["users"], list: ReturnType<typeof listOf>) {
  const { key, filter } = written;
  return { ...list(written), key, ...(filter !== undefined && { filter: filter.trim() }) };
}

function toMemberships(
  written: NonNullable<JsonSourceWritten["memberships"]>,
  list: ReturnType<typeof listOf>,
) {
  const { group, groupBy, member, memberBy } = written;
  return {
    ...list(written),
    group,
    member,
    ...(groupBy !== undefined && { groupBy }),
    ...(memberBy !== undefined && { memberBy }),
  };
}

function toNames(written: JsonNamesWritten): JsonNames {
  if (typeof written === "string") return { path: written };
  const { path, value, by } = written;
  return { path, ...(value !== undefined && { value }), ...(by !== undefined && { by }) };
}
