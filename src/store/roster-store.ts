import type { Attention } from "../plan/attention.ts";
import type { DepartureCause } from "../plan/departure.ts";
import type { Link } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { SourceKey } from "../source/record.ts";
import type { EntryKind } from "./directory-store.ts";

/** An account whose owner leaves, or one that is off and waits to be deleted. */
export interface LeavingAccount {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** The userName as last sent; the key where none was. */
  readonly name: string;
  readonly link: Omit<Link, "asserted" | "remarks">;
  /** What the next look waits for, or what became of the last. */
  readonly attention: Attention | undefined;
}

/** A user in scope who has no account. */
export interface PendingUser {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** The userName of the last try; the key where there was none. */
  readonly name: string;
  readonly attention: Attention;
}

/** A linked record. */
export interface LinkedEntry {
  readonly entry: EntryId;
  readonly kind: EntryKind;
  readonly key: SourceKey;
  /** userName or displayName as last sent; the key where none was. */
  readonly name: string;
  readonly link: Link;
}

/** Lists of people at a target for others to read. Nothing may be written while one is read. */
export interface RosterStore {
  /** Those who go next first; of one cause only where it is given. */
  leaving(target: string, cause: DepartureCause | undefined, limit: number): Iterable<LeavingAccount>;
  /** How many, by cause; `unknown` for those of an older version. */
  countLeaving(
    target: string,
    cause: DepartureCause | undefined,
  ): Readonly<Partial<Record<DepartureCause | "unknown", number>>>;
  /** In the order of their keys. */
  pending(target: string, limit: number): Iterable<PendingUser>;
  /** How many, by why. */
  countPending(target: string): Readonly<Partial<Record<Attention["reason"], number>>>;
  /** The highest number of a linked record; 0 where there is none. */
  lastLinked(target: string): EntryId;
  /** The linked record with this number or the next higher one, those apart that were let go of. */
  linkedFrom(target: string, entry: EntryId): LinkedEntry | undefined;
}
