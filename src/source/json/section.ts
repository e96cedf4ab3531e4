import type { Json, JsonObject } from "../../canonical.ts";
import { compileFilter } from "../entry/filter.ts";
import type { ReaderContext } from "../reader-context.ts";
import { foldName } from "../../fold-name.ts";
import { keptValue } from "./kept-value.ts";
import { compileNames } from "./listed-names.ts";
import type { NamesReader } from "./listed-names.ts";
import type { JsonGroups, JsonMemberships, JsonNames, JsonSourceOptions, JsonUsers } from "./options.ts";
import { compilePath } from "./path.ts";
import type { JsonPath } from "./path.ts";
import { isByKey } from "./record-name.ts";
import type { RecordKind } from "./scim-resource.ts";

/** What a record that lists names is to those listed: their group, a member of them, or nested in them. */
export type ListHolder = "group" | "member" | "nested";

/** What the config says of one kind of record, ready for use. */
export interface RecordSection {
  readonly kind: RecordKind;
  /** Folded path of the list, when stated. */
  readonly at: string | undefined;
  readonly key: JsonPath;
  /** Of a group. */
  readonly name: JsonPath | undefined;
  readonly filter: ((record: JsonObject) => boolean) | undefined;
  /** Attributes by which records of this kind are named. */
  readonly aliases: readonly JsonPath[];
  /** An attribute, folded, that is no part of a group's record: its members, who may be a million. */
  readonly unkept: string | undefined;
  readonly lists: readonly { readonly holder: ListHolder; readonly names: NamesReader }[];
  /** What users list are groups themselves, because there is no other word of groups. */
  readonly mentions: NamesReader | undefined;
}

/** `memberships`, ready for use. */
export interface RowSection {
  readonly kind: "memberships";
  readonly at: string | undefined;
  readonly group: JsonPath;
  readonly groupBy: string | undefined;
  readonly member: JsonPath;
  readonly memberBy: string | undefined;
}

export type Section = RecordSection | RowSection;

export function usersSection({ users, groups }: JsonSourceOptions, context: ReaderContext): RecordSection {
  const lists = listOf("member", users.groups);
  return {
    ...recordSection("users", users, context.userAliases),
    name: undefined,
    lists,
    // What is named by DN or the like is a group of another source.
    mentions: groups === undefined && isByKey(users.groups?.by) ? lists[0]?.names : undefined,
  };
}

export function groupsSection(groups: JsonGroups, context: ReaderContext): RecordSection {
  return {
    ...recordSection("groups", groups, context.groupAliases),
    name: compilePath(groups.name),
    unkept: groups.members?.path.includes(".") === true ? undefined : foldMaybe(groups.members?.path),
    lists: [...listOf("group", groups.members), ...listOf("nested", groups.parent)],
    mentions: undefined,
  };
}

function foldMaybe(name: string | undefined): string | undefined {
  return name === undefined ? undefined : foldName(name);
}

export function rowSection({ at, group, groupBy, member, memberBy }: JsonMemberships): RowSection {
  const [groupPath, memberPath] = [compilePath(group), compilePath(member)];
  const folded = at === undefined ? undefined : foldName(at);
  return { kind: "memberships", at: folded, group: groupPath, groupBy, member: memberPath, memberBy };
}

function recordSection(
  kind: RecordKind,
  { at, key, filter }: JsonUsers | JsonGroups,
  aliases: readonly string[],
) {
  return {
    kind,
    at: at === undefined ? undefined : foldName(at),
    key: compilePath(key),
    filter: filter === undefined ? undefined : recordFilter(filter),
    aliases: aliases.map(compilePath),
    unkept: undefined,
  };
}

function listOf(holder: ListHolder, names: JsonNames | undefined): RecordSection["lists"] {
  return names === undefined ? [] : [{ holder, names: compileNames(names) }];
}

function recordFilter(text: string): (record: JsonObject) => boolean {
  const satisfies = compileFilter(text);
  const paths = new Map<string, JsonPath>();
  function pathOf(name: string): JsonPath {
    const path = paths.get(name) ?? compilePath(name);
    paths.set(name, path);
    return path;
  }
  return (record) => satisfies((name) => pathOf(name).values(record).flatMap(filterText));
}

/** An object is a value, too, so that a filter can ask whether there is one. */
function filterText(value: Json): readonly string[] {
  const kept = keptValue(value);
  if (kept === undefined) return [];
  return [typeof kept === "object" ? JSON.stringify(kept) : String(kept)];
}
