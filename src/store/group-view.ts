import type { EntryId } from "../plan/operation.ts";
import type { RecordName, SourceKey } from "../source/record.ts";
import type { EntryKind } from "./directory-store.ts";

/** A member of a group, as people look at it. */
export interface GroupMember {
  readonly entry: EntryId;
  readonly kind: EntryKind;
  /** The alias by which it is named, when it is dangling and named so. */
  readonly key: RecordName;
  /** Groups only. */
  readonly name: string | undefined;
  /** The source has no such record. */
  readonly dangling: boolean;
}

/** A group that somebody is in. */
export interface GroupOf {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string;
}

/** How many members a group has: users, groups and dangling ones, each as stated, so without those of nested groups. */
export interface GroupSize {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string;
  readonly members: number;
}

/** Groups that are present, by what they hold and where they are. */
export interface GroupTally {
  readonly empty: number;
  /** Groups that are a member of another one. */
  readonly nested: number;
  /** Groups that have a group as a member. */
  readonly nesting: number;
}

export interface DanglingMember extends Pick<GroupMember, "kind" | "key"> {
  readonly group: SourceKey;
  readonly groupName: string;
}

/** The groups of the copy of the directory, as people look at them. */
export interface GroupView {
  /** Members in the order in which they became known, page by page. */
  members(group: EntryId, after: EntryId, limit: number): readonly GroupMember[];
  /** Groups that are present and have the entry as a member, nested ones apart; by name. */
  groupsWith(member: EntryId): readonly GroupOf[];
  /** How many members a group has, and how many of them are dangling. */
  countMembers(group: EntryId): { readonly members: number; readonly dangling: number };
  /** Groups that have members, the largest first. */
  largestGroups(limit: number): readonly GroupSize[];
  groupTally(): GroupTally;
  /** Names of the groups that are present. Nothing else may be asked of the store meanwhile. */
  groupNames(): Iterable<string>;
  /** Members that the source does not have. */
  danglingMembers(limit: number): readonly DanglingMember[];
}
