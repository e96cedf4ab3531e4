import type { Attributes, SourceKey } from "../source/record.ts";
import type { EntryId } from "../plan/operation.ts";

export type EntryKind = "user" | "group";

/** What the store knows of a key, enough to see whether a record changed. */
export interface KnownEntry {
  readonly id: EntryId;
  readonly key: SourceKey;
  readonly present: boolean;
  readonly fingerprint: string;
}

/** A record to be written to the copy. */
export interface NewEntry {
  readonly key: SourceKey;
  readonly fingerprint: string;
  readonly attributes: Attributes;
  /** Groups only. */
  readonly name?: string;
}

/** An accepted read. */
export interface Reading {
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly fingerprint: string;
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  /** Memberships whose group or member the source does not have. */
  readonly dangling: number;
}

/**
 * The accepted copy of the directory. All writes of one read happen in one transaction; a read that turns out not
 * to be whole is rolled back and leaves no trace.
 */
export interface DirectoryStore {
  lastReading(): Reading | undefined;
  addReading(reading: Reading): void;
  find(kind: EntryKind, keys: readonly SourceKey[]): ReadonlyMap<SourceKey, KnownEntry>;
  /** Inserts or overwrites; gives the id. */
  put(kind: EntryKind, entry: NewEntry, revision: number): EntryId;
  countPresent(kind: EntryKind): number;
  /** Ids of the entries of a kind that are present, page by page. */
  presentIds(kind: EntryKind, after: EntryId, limit: number): readonly EntryId[];
  markGone(ids: readonly EntryId[], revision: number): void;
  memberDigests(): ReadonlyMap<EntryId, string>;
  setMemberDigest(group: EntryId, digest: string): void;
  /** Entries for the members' keys; a key the source does not have (yet) gets a placeholder. */
  memberEntries(
    kind: EntryKind,
    keys: readonly SourceKey[],
    revision: number,
  ): ReadonlyMap<SourceKey, EntryId>;
  /** Collects the members of groups whose membership may have changed. */
  stageMembers(group: EntryId, members: readonly EntryId[]): void;
  /** Makes the staged members those of the groups; marks groups and users that it concerns as changed. */
  applyStagedMembers(groups: readonly EntryId[], revision: number): void;
  /** Users below a group, nested groups included, are marked as changed. */
  touchUsersBelow(groups: readonly EntryId[], revision: number): void;
  countDanglingMembers(): number;
  countMemberships(): number;
  /** Keys of entries, in any order. */
  keys(entries: readonly EntryId[]): readonly SourceKey[];
  /** Undefined when the source has no such record any more. */
  attributes(entry: EntryId): Attributes | undefined;
}
