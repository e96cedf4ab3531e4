import type { Attention, AttentionReason } from "../plan/attention.ts";
import type { Link } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { ResourceType, ScimId } from "../scim/resource.ts";
import type { Attributes, SourceKey } from "../source/record.ts";
import type { EntryKind } from "./directory-store.ts";

/** What the store keeps of a target as a whole. */
export interface TargetState {
  readonly id: string;
  readonly baseUrl: string;
  /** Fingerprint of everything that shapes desired resources. */
  readonly mapping: string;
  /** Directory revision up to which all records were thought about. */
  readonly revision: number;
  /**
   * Milliseconds since the epoch, when its links were rebuilt; until somebody confirms them nothing is made or removed.
   * Kept by `putTarget` as it is.
   */
  readonly unconfirmedSince?: number;
}

/** A record together with what is known of it at one target. */
export interface EntryView {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** Groups only. */
  readonly name: string | undefined;
  /** Undefined when the source has no such record any more. */
  readonly attributes: Attributes | undefined;
  readonly link: Link | undefined;
  readonly attention: Attention | undefined;
}

/** Which records need thought. */
export interface Selection {
  readonly target: string;
  /**
   * `changed`: changed since the target's revision, with a due attention, or mapped until now. `affected`: waiting for an account, or
   * left unfinished. `unlinked`: users without an account, of all, of those that changed or are noted for whatever reason,
   * due or not, or of these keys. Keys mean records of any kind, or of one.
   */
  readonly which:
    | "all"
    | "changed"
    | "affected"
    | { readonly keys: readonly string[]; readonly kind?: EntryKind }
    | { readonly unlinked: "all" | "changed" | readonly string[] };
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface MemberDiff {
  readonly add: readonly EntryId[];
  readonly remove: readonly EntryId[];
  /** How many of those to remove keep their account. */
  readonly removeStaying: number;
  /** How many members we last wrote. */
  readonly asserted: number;
}

export interface RejectedEntry {
  readonly key: SourceKey;
  readonly kind: EntryKind;
  readonly attention: Attention;
}

/** A record that fails at a target. */
export interface FailingEntry extends RejectedEntry {
  readonly entry: EntryId;
  /** userName or displayName where one is known, else the key. */
  readonly name: string;
}

/** Which of the records that fail; all of what is not said. */
export interface FailureFilter {
  readonly keys?: readonly string[];
  /** Failure codes. */
  readonly codes?: readonly string[];
}

/** How many records fail with a code and are in the same state. */
export interface FailureCount {
  readonly code: string | null;
  readonly reason: AttentionReason;
  readonly count: number;
  /** Milliseconds since the epoch, of the one that has failed for longest. */
  readonly since: number;
  /** Milliseconds since the epoch, of the next try. */
  readonly due: number;
}

/** Operations that failed and are tried again: how many records, and when. */
export interface Retries {
  /** In the next run. */
  readonly due: number;
  /** After that. */
  readonly later: number;
  /** Milliseconds since the epoch, of the first of those that are tried later; absent when there are none. */
  readonly nextAt?: number;
}

/** Counts for `status`. */
export interface TargetCounts {
  readonly links: Readonly<Record<string, number>>;
  /** Records that are thought about again, by reason. */
  readonly attention: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch, by reason: since when the oldest of them is. */
  readonly oldest: Readonly<Record<string, number>>;
}

/** A user wants a userName, folded as service providers compare it. */
export interface NameClaim {
  readonly entry: EntryId;
  readonly name: string | undefined;
}

export interface MappedUntil {
  readonly entry: EntryId;
  /** Milliseconds since the epoch; for ever when undefined. */
  readonly until: number | undefined;
}

/** Whom an entry names, by source key. */
export interface Naming {
  readonly entry: EntryId;
  readonly keys: readonly SourceKey[];
}

export interface DoubleClaim {
  readonly name: string;
  readonly users: readonly { readonly entry: EntryId; readonly key: SourceKey }[];
}

/** A user who comes to be wanted at a target. */
export interface Newcomer {
  readonly entry: EntryId;
  readonly key: SourceKey;
}

/** From one userName or displayName to another, both folded. */
export interface Rename {
  readonly entry: EntryId;
  readonly resource: ResourceType;
  /** Undefined for who is new. */
  readonly before: string | undefined;
  /** Undefined for who goes. */
  readonly after: string | undefined;
}

export interface KeyedRename extends Rename {
  readonly key: SourceKey;
}

/** Links, attentions and selection at targets. */
export interface TargetStore {
  target(id: string): TargetState | undefined;
  putTarget(state: TargetState): void;

  /** Whether anything at the target is due although no record changed. */
  hasDue(target: string, now: number): boolean;
  /** Gathers, for `doubleClaims`, which name each user wants now; undefined when they want none. */
  claimNames(claims: readonly NameClaim[]): void;
  /** Keeps what was gathered since `clearMoving`; gives those of the names that several users want. */
  doubleClaims(target: string): readonly DoubleClaim[];
  /** Notes users and groups whose name becomes another one in this run, and groups that come or go. */
  noteRenames(renames: readonly Rename[]): void;
  /** Renames since `clearMoving` to a name that another of them gives up. */
  dependentRenames(resource: ResourceType): readonly KeyedRename[];
  /** Of those that go, who has a name that another takes. */
  wantedOfGone(resource: ResourceType): readonly EntryId[];
  /** Keeps until when the mapping of unchanged records stays the same. */
  setMappedUntil(target: string, mapped: readonly MappedUntil[]): void;
  /** Fills the selection of a kind; gives its size. Keys that select nothing are given back by `unknownKeys`. */
  select(kind: EntryKind, selection: Selection): number;
  unknownKeys(keys: readonly string[]): readonly string[];
  /** Adds groups that contain users whose account comes or goes in this run, or who were frozen. */
  selectGroupsOfMovingUsers(target: string): void;
  selected(kind: EntryKind, target: string, after: EntryId, limit: number): readonly EntryView[];
  /** Names of all groups of each user, nested ones included. */
  groupsOf(users: readonly EntryId[]): ReadonlyMap<EntryId, readonly string[]>;

  /** Notes for member planning what this run does to a user's account. */
  noteMoving(users: readonly MovingUser[]): void;
  clearMoving(): void;
  /** Users without an account who are noted as arriving, in the order of their keys. What they wait for is not read. */
  arriving(target: string, after: SourceKey | undefined, limit: number): readonly EntryView[];
  arrivingUser(target: string, entry: EntryId): EntryView | undefined;
  /** `movingOnly`: only members whom this run moves. */
  memberDiff(target: string, group: EntryId, movingOnly: boolean): MemberDiff;

  /** Notes users who get an account, or theirs back, and were not wanted in the run before. */
  noteNewcomers(users: readonly EntryId[]): void;
  /** Newcomers since `clearMoving` who are still noted as arriving, and nobody admitted. */
  countNewcomers(): number;
  newcomers(after: EntryId, limit: number): readonly Newcomer[];
  /** Somebody said that the user may come. */
  admit(entry: EntryId): void;
  /** Whether the target has so many accounts of ours, switched off or not. */
  hasAccounts(target: string, atLeast: number): boolean;
  /** Users with an account whose leaving was first seen at that time or later. */
  countLeaving(target: string, since: number): number;

  link(target: string, entry: EntryId): Link | undefined;
  /** The id of the account of the user with that key, when it has one that is not switched off. */
  accountOf(target: string, key: SourceKey): ScimId | undefined;
  /** Keeps which users the attributes of entries name. */
  setReferences(target: string, naming: readonly Naming[]): void;
  /** The account of an entry is another one or none now: whoever names it is thought about again. */
  reconsiderReferrers(target: string, entry: EntryId, now: number): void;
  /** The source key that a resource at the target is linked to. */
  claimedBy(target: string, kind: EntryKind, id: ScimId): SourceKey | undefined;
  putLink(target: string, kind: EntryKind, entry: EntryId, link: Link): void;
  /** Notes since when the owner has been leaving and why they leave or left, or that they stay. */
  setLeaving(target: string, entry: EntryId, leaving: Pick<Link, "leavingSince" | "departure">): void;
  dropLink(target: string, entry: EntryId): void;
  /** Whether a write for the entry was sent and its answer never recorded. */
  wasSent(target: string, entry: EntryId): boolean;
  countLinks(target: string, kind: EntryKind): number;
  /** Links to what was there before us. */
  countAdopted(target: string): Readonly<Record<"users" | "groups", number>>;
  /** Memberships we last wrote, of all groups. */
  countMemberships(target: string): number;
  /** Accounts and groups that do not keep something that was sent again and again. */
  countNotSticky(target: string): number;
  attention(target: string, entry: EntryId): Attention | undefined;
  /** Records whose mapping failed, and those that are protected from what would be done, in the order of their keys. */
  rejected(target: string, limit: number): readonly RejectedEntry[];
  /** Records that fail or are rejected: a few of each code first, by key. Nothing may be written while it is read. */
  failing(target: string, filter: FailureFilter, limit: number): Iterable<FailingEntry>;
  /** Some of the records that are rejected, or put off and not tried in the run. */
  untried(target: string, run: string, limit: number): readonly FailingEntry[];
  countFailing(target: string, filter: FailureFilter): readonly FailureCount[];
  /** Makes records that fail due, and begins their schedule anew; gives their keys. */
  makeFailingDue(target: string, filter: FailureFilter, now: number): readonly SourceKey[];
  /** Begins the retry schedule anew for records that changed since the revision; for all when undefined. */
  restartSchedules(target: string, changedSince: number | undefined): void;
  /** Takes back that records failed in a run with one of the codes: the target was to blame. They are due at once. */
  excuse(target: string, run: string, codes: readonly string[], now: number): void;
  /** Records of which a guard holds something, since when, in the order of their numbers. */
  heldEntries(
    target: string,
    after: EntryId,
    limit: number,
  ): readonly { readonly entry: EntryId; readonly since: number }[];
  /** Users in scope who have no account. */
  countPending(target: string): number;
  setAttention(target: string, entry: EntryId, attention: Attention | undefined): void;
  /**
   * Removes the attention after a success, unless something else of the entry failed or was held in this run. One
   * that waits for another account goes only when `completed`.
   */
  settle(target: string, entry: EntryId, run: string, completed: boolean): void;

  /** Ids of linked members, by entry; entries without an account are missing. */
  memberIds(target: string, members: readonly EntryId[]): ReadonlyMap<EntryId, ScimId>;
  assertedMembers(target: string, group: EntryId): readonly EntryId[];
  assertMembers(target: string, group: EntryId, members: readonly EntryId[]): void;
  retractMembers(target: string, group: EntryId, members: readonly EntryId[]): void;
  /** A new account is in no group: its memberships are forgotten, and the groups thought about again. */
  forgetMemberships(target: string, member: EntryId, now: number): void;
  /** Entries of the linked users with these ids. */
  entriesOf(target: string, kind: EntryKind, ids: readonly ScimId[]): ReadonlyMap<ScimId, EntryId>;
  /** Records whose account or group is gone at the target and was left so, by entry. */
  missing(
    target: string,
    after: EntryId,
    limit: number,
  ): readonly { readonly entry: EntryId; readonly key: SourceKey; readonly kind: EntryKind }[];
  /** Records for which a request may have gone out without its answer being recorded. */
  inDoubt(target: string): readonly { readonly entry: EntryId; readonly kind: EntryKind }[];
  counts(target: string): TargetCounts;
  retries(target: string, now: number): Retries;
  /**
   * Keeps how many links there are until one comes, goes or changes its state: to count a million takes longer than all
   * else of a run in which nothing changed.
   */
  keepCounts(target: string): void;
}

/**
 * What this run does to a user's account. `frozen`: held back or rejected, so memberships stay as they are;
 * `thawed`: no longer so.
 */
export interface MovingUser {
  readonly entry: EntryId;
  readonly move: "arriving" | "departing" | "deleting" | "frozen" | "thawed";
}
