import type { Alias } from "../source/alias.ts";
import type { Attributes, RecordName, SourceKey } from "../source/record.ts";
import type { AttributeNames } from "../source/source.ts";
import type { Place, PlaceTable } from "../directory/seen-entries.ts";
import type { EntryId } from "../plan/operation.ts";
import type { GroupView } from "./group-view.ts";

export type EntryKind = "user" | "group";

/** What the store knows of a key, enough to see whether a record changed. */
export interface KnownEntry {
  readonly id: EntryId;
  readonly key: SourceKey;
  readonly present: boolean;
  readonly fingerprint: string;
  /** Names of the sources it came from, joined by commas. */
  readonly sources: string;
}

/** A record to be written to the copy. */
export interface NewEntry {
  readonly key: SourceKey;
  readonly fingerprint: string;
  readonly attributes: Attributes;
  readonly sources: string;
  readonly aliases: readonly Alias[];
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
  /** What each source gave. */
  readonly sources: readonly SourceCounts[];
  readonly dynamicGroups: DynamicState;
}

/** The dynamic groups of an accepted read. */
export interface DynamicState {
  /** Of their definitions. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch: until then their members stay the same if no record changes. */
  readonly until?: number;
}

/** Records of one source in an accepted read. */
export interface SourceCounts {
  readonly name: string;
  readonly users: number;
  readonly groups: number;
  /** Of the attributes of its records. */
  readonly names: AttributeNames;
}

/** Members that left a group in a read. */
export interface MemberShrink {
  readonly group: string;
  /** Of the group, joined by commas. */
  readonly sources: string;
  readonly before: number;
  readonly gone: number;
}

/** A membership names a record by an alias that several have. */
export interface AmbiguousAlias {
  readonly alias: Alias;
  readonly keys: readonly SourceKey[];
}

export interface DirectoryEntry {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** Groups only. */
  readonly name: string | undefined;
  /** Undefined when gone. */
  readonly attributes: Attributes | undefined;
}

/**
 * The accepted copy of the directory. All writes of one read happen in one transaction; a read that turns out not
 * to be whole is rolled back and leaves no trace.
 */
export interface DirectoryStore extends GroupView {
  lastReading(): Reading | undefined;
  /** Where the records of the last accepted read stand. */
  putPlaces(kind: EntryKind, places: PlaceTable): void;
  placeOf(kind: EntryKind, entry: EntryId): Place | undefined;
  /** The same for many: the whole table is read once. */
  places(kind: EntryKind): (entry: EntryId) => Place | undefined;
  addReading(reading: Reading): void;
  /**
   * What `putImprints` was given last; undefined once an entry of a user changed since, in whatever way, because then it
   * may be that of another record.
   */
  imprints(): Uint32Array | undefined;
  /** The imprints of all users that are present, as `Imprints` keeps them. */
  putImprints(words: Uint32Array): void;
  find(kind: EntryKind, keys: readonly SourceKey[]): ReadonlyMap<SourceKey, KnownEntry>;
  /** Overwrites the entry with the id that was found for its key, or makes one when none was; gives the id. */
  put(kind: EntryKind, entry: NewEntry, revision: number, id: EntryId | undefined): EntryId;
  countPresent(kind: EntryKind): number;
  /** Keys of some of the records that changed, came or went after a revision. */
  changedAfter(revision: number, limit: number): readonly SourceKey[];
  /** Ids of the entries of a kind that are present, page by page. */
  presentIds(kind: EntryKind, after: EntryId, limit: number): readonly EntryId[];
  /** The sources of each of the entries. */
  sourcesOf(ids: readonly EntryId[]): readonly string[];
  markGone(ids: readonly EntryId[], revision: number): void;
  memberDigests(): ReadonlyMap<EntryId, string>;
  setMemberDigest(group: EntryId, digest: string): void;
  /** Entries for the members' keys; a key the source does not have (yet) gets a placeholder. */
  memberEntries(
    kind: EntryKind,
    keys: readonly RecordName[],
    revision: number,
  ): ReadonlyMap<RecordName, EntryId>;
  /** Users that are present, by alias; of several with one alias the first, and `ambiguous` is told. */
  usersByAlias(
    aliases: readonly Alias[],
    ambiguous: (alias: AmbiguousAlias) => void,
  ): ReadonlyMap<Alias, EntryId>;
  /** The key of the user with this alias, if there is just one. */
  keyByAlias(alias: Alias): SourceKey | undefined;
  /** Groups whose memberships may mean other entries now, because aliases were given or taken in this read. */
  groupsOfMovedAliases(): readonly EntryId[];
  /** Marks users as changed who wait for an alias that was given in this read. */
  touchReferrersOfAliases(revision: number): void;
  /** Collects the members of groups whose membership may have changed: a group, a member of it, a group, and so on. */
  stageMembers(pairs: readonly EntryId[]): void;
  /** Makes the staged members those of the groups; marks groups and users that it concerns as changed. */
  applyStagedMembers(groups: readonly EntryId[], revision: number): readonly MemberShrink[];
  /** Puts some users into a group and takes others out; marks whom it concerns as changed. */
  moveMembers(group: EntryId, add: readonly EntryId[], remove: readonly EntryId[], revision: number): void;
  /** Those of the entries that are members of the group. */
  membersAmong(group: EntryId, entries: readonly EntryId[]): readonly EntryId[];
  /** Entries of a kind, page by page: those that changed with a revision, or all; gone ones and placeholders, too. */
  entriesOf(
    kind: EntryKind,
    revision: number | "all",
    after: EntryId,
    limit: number,
  ): readonly DirectoryEntry[];
  /** How many users that are present have each value of an attribute, those of one source only. */
  valueCounts(attribute: string, source: string): ReadonlyMap<string, number>;
  /** Users below a group, nested groups included, are marked as changed. */
  touchUsersBelow(groups: readonly EntryId[], revision: number): void;
  countDanglingMembers(): number;
  countMemberships(): number;
  /** Keys of entries, in any order. */
  keys(entries: readonly EntryId[]): readonly SourceKey[];
  /** Undefined when the source has no such record any more. */
  attributes(entry: EntryId): Attributes | undefined;
}
