import type { Attributes } from "../../source/record.ts";
import type { DirectoryEntry, EntryKind } from "../../store/directory-store.ts";
import type { GroupMember } from "../../store/group-view.ts";
import type { Store } from "../../store/store.ts";

const PAGE = 500;

/** A record as the engine sees it. */
export type SeenRecord = SeenUser | SeenGroup;

export interface SeenUser {
  readonly kind: "user";
  readonly key: string;
  readonly attributes: Attributes;
  /** Names of all groups, nested ones included. */
  readonly groups: readonly string[];
}

export interface SeenGroup {
  readonly kind: "group";
  readonly key: string;
  readonly name: string;
  readonly attributes: Attributes;
  readonly members: number;
  /** How many of the members the source does not have. */
  readonly dangling: number;
  /** Who is stated as a member: not those of nested groups. Read as they are asked for. */
  listMembers(): Iterable<GroupMember>;
}

/** The first records of a kind that are present. */
export function* firstRecords(store: Store, kind: EntryKind, limit: number): Generator<SeenRecord> {
  let left = limit;
  let page = store.directory.entriesOf(kind, "all", 0, PAGE);
  while (page.length > 0 && left > 0) {
    const present = page.filter(({ attributes }) => attributes !== undefined).slice(0, left);
    yield* seen(store, kind, present);
    left -= present.length;
    page = store.directory.entriesOf(kind, "all", page.at(-1)?.entry ?? 0, PAGE);
  }
}

/** The user and the group with a key; most often one of them. */
export function recordsOf(store: Store, key: string): readonly SeenRecord[] {
  return (["user", "group"] as const).flatMap((kind) => [
    ...seen(store, kind, entriesWith(store, kind, key)),
  ]);
}

function entriesWith(store: Store, kind: EntryKind, key: string): readonly DirectoryEntry[] {
  const { directory } = store;
  return [...directory.find(kind, [key as DirectoryEntry["key"]]).values()].map(({ id, key }) => {
    const attributes = directory.attributes(id);
    const name = attributes?.["name"];
    return { entry: id, key, attributes, name: typeof name === "string" ? name : undefined };
  });
}

function* seen(store: Store, kind: EntryKind, entries: readonly DirectoryEntry[]): Generator<SeenRecord> {
  const groups = kind === "user" ? store.targets.groupsOf(entries.map(({ entry }) => entry)) : new Map();
  for (const { entry, key, name = key, attributes } of entries) {
    if (attributes === undefined) continue;
    if (kind === "user") yield { kind, key, attributes, groups: groups.get(entry) ?? [] };
    else {
      const { directory } = store;
      const listMembers = () => membersOf(store, entry);
      yield { kind, key, name, attributes, ...directory.countMembers(entry), listMembers };
    }
  }
}

function* membersOf({ directory }: Store, group: DirectoryEntry["entry"]): Generator<GroupMember> {
  let page = directory.members(group, 0, PAGE);
  while (page.length > 0) {
    yield* page;
    page = directory.members(group, page.at(-1)?.entry ?? 0, PAGE);
  }
}
