import type { Place } from "../../directory/seen-entries.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import type { Target } from "../target.ts";

/** A record of the source, or what is left of one that is gone. */
export interface ExplainedRecord {
  readonly kind: EntryKind;
  readonly key: string;
  /** Groups only. */
  readonly name?: string;
  /** Where it stands in its source; undefined when it is gone. */
  readonly place: Place | undefined;
  /** Undefined when it is gone. */
  readonly attributes: Attributes | undefined;
  /** Users only: names of all groups, nested ones included. */
  readonly groups: readonly string[];
}

/** A record, and its number in the store. */
export interface FoundRecord extends ExplainedRecord {
  readonly entry: EntryId;
}

/** Present, or gone and yet known at a target; a key that only a membership mentions is no record. */
export function findRecords(store: Store, key: string, targets: readonly Target[]): readonly FoundRecord[] {
  const sourceKey = key as SourceKey;
  return (["user", "group"] as const).flatMap((kind) => {
    const entry = store.directory.find(kind, [sourceKey]).get(sourceKey);
    if (entry === undefined) return [];
    const isKnown = targets.some(
      ({ config }) =>
        store.targets.link(config.id, entry.id) ??
        store.targets.attention(config.id, entry.id) ??
        store.journal.history(config.id, entry.id, 1)[0],
    );
    return entry.present || isKnown ? [foundOf(store, kind, key, entry.id)] : [];
  });
}

function foundOf(store: Store, kind: EntryKind, key: string, entry: EntryId): FoundRecord {
  const attributes = store.directory.attributes(entry);
  const name = attributes?.["name"];
  return {
    entry,
    kind,
    key,
    ...(kind === "group" && typeof name === "string" && { name }),
    place: attributes === undefined ? undefined : store.directory.placeOf(kind, entry),
    attributes,
    groups: kind === "user" ? (store.targets.groupsOf([entry]).get(entry) ?? []) : [],
  };
}
