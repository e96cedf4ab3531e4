import type { Attention } from "../plan/attention.ts";
import type { LinkOrigin } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { ScimId } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";
import type { GroupWord } from "./group-word-store.ts";

/**
 * `active`: pushed, and as wanted. `pending`: something waits to be sent. `failed`: something was tried and failed, or cannot
 * be mapped. `paused` and `unlinked`: somebody said so.
 */
export type PushState = "active" | "pending" | "failed" | "paused" | "unlinked";

/** A group that is pushed to a target, shall be, or was until somebody let go of it. */
export interface PushedGroup {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** In the source; the key of one without a name. */
  readonly name: string;
  /** The source has no such group any more. */
  readonly isGone: boolean;
  readonly state: PushState;
  readonly link?: {
    readonly scimId: ScimId;
    readonly origin: LinkOrigin;
    /** What it was last called at the target. */
    readonly displayName?: string;
    /** Milliseconds since the epoch. */
    readonly since: number;
  };
  readonly word?: GroupWord;
  readonly attention?: Attention;
  /** Milliseconds since the epoch, when the run began in which it was last tried and failed. */
  readonly triedAt?: number;
}

/** How many users a group has. */
export interface MemberCounts {
  /** In the source, those of groups in it included. */
  readonly source: number;
  /** Those among them who have an account at the target that is not switched off. */
  readonly wanted: number;
  /** Whom we put into the group at the target, or found there. */
  readonly held: number;
}

export interface GroupRecord {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string;
  readonly isGone: boolean;
}

/** Groups as people look at them who push them. */
export interface GroupStatusStore {
  /** Groups with this key, or with this name whatever its letter case; at most `limit`. Those gone from the source last. */
  called(name: string, limit: number): readonly GroupRecord[];
  count(target: string): Readonly<Partial<Record<PushState, number>>>;
  /** What needs somebody first, then by name. Nothing may be written while it is read. */
  list(target: string, states: readonly PushState[] | undefined, limit: number): Iterable<PushedGroup>;
  members(target: string, group: EntryId): MemberCounts;
}
