import { canonicalJson, isJsonObject, type Json } from "../../canonical.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Attributes } from "../../source/record.ts";
import type { DirectoryEntry, DirectoryStore, EntryKind } from "../../store/directory-store.ts";

const PAGE = 500;

/** One record that came, went, or changed. */
export interface RecordChange {
  readonly kind: EntryKind;
  readonly key: string;
  /** Groups only. */
  readonly name?: string;
  readonly what: "added" | "gone" | "changed";
  readonly attributes: readonly AttributeChange[];
  /** Groups only: users by key, groups by name; an alias where the source has no such record. */
  readonly membersAdded: readonly string[];
  readonly membersRemoved: readonly string[];
}

/** An attribute that was given, taken away, or changed; a nested one by its path, such as `name.givenname`. */
export interface AttributeChange {
  readonly name: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** What a read changed: `before` and `after` are the same store, as it stood and as it stands. Users, then groups. */
export function* recordChanges(
  before: DirectoryStore,
  after: DirectoryStore,
  revision: number,
): Generator<RecordChange> {
  for (const kind of ["user", "group"] as const) {
    let page = after.entriesOf(kind, revision, 0, PAGE);
    while (page.length > 0) {
      for (const entry of page) yield* changeOf(kind, entry, before, after);
      page = after.entriesOf(kind, revision, page.at(-1)?.entry ?? 0, PAGE);
    }
  }
}

/** Nothing when the entry is marked as changed only for the sake of others, or is a placeholder. */
function* changeOf(
  kind: EntryKind,
  { entry, key, name, attributes: now }: DirectoryEntry,
  before: DirectoryStore,
  after: DirectoryStore,
): Generator<RecordChange> {
  const then = before.attributes(entry);
  if (then === undefined && now === undefined) return;
  const what = then === undefined ? "added" : now === undefined ? "gone" : "changed";
  const membersAdded = kind === "group" ? membersMissing(entry, after, before) : [];
  const membersRemoved = kind === "group" ? membersMissing(entry, before, after) : [];
  const attributes = attributeChanges(then ?? {}, now ?? {});
  const same = attributes.length + membersAdded.length + membersRemoved.length === 0;
  if (same && what === "changed") return;
  yield { kind, key, ...(name !== undefined && { name }), what, attributes, membersAdded, membersRemoved };
}

/** Members in one copy that are not in the other; page by page, because a group may hold everybody. */
function membersMissing(group: EntryId, from: DirectoryStore, other: DirectoryStore): readonly string[] {
  const missing: string[] = [];
  let page = from.members(group, 0, PAGE);
  while (page.length > 0) {
    const ids = page.map(({ entry }) => entry);
    const there = new Set(other.membersAmong(group, ids));
    for (const { entry, key, name } of page) if (!there.has(entry)) missing.push(name ?? key);
    page = from.members(group, ids.at(-1) ?? 0, PAGE);
  }
  return missing.sort();
}

/** What differs between the attributes of a record, by name. */
export function attributeChanges(then: Attributes, now: Attributes, inside = ""): readonly AttributeChange[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])];
  return names.flatMap((own) => {
    const [before, after] = [ownValue(then, own), ownValue(now, own)];
    const name = inside + own;
    if (isJsonObject(before) && isJsonObject(after)) return attributeChanges(before, after, `${name}.`);
    if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
    return [{ name, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  });
}

/** An attribute may be called `constructor`, which every object has. */
function ownValue(attributes: Attributes, name: string): Json | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
