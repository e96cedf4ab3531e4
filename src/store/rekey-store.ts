import type { EntryKind } from "./directory-store.ts";

/** The key a record had, and the one that it has in the source from now on. */
export interface KeyPair {
  readonly from: string;
  readonly to: string;
}

/** Some of many, for people to look at. */
export interface Some {
  readonly count: number;
  readonly first: readonly string[];
}

export interface Rekeyed {
  /** Records that have their new key now. */
  readonly renamed: number;
  /** Those among them whose new key had been read before, as that of a record of its own. */
  readonly merged: number;
  /** Old keys that no record has. */
  readonly unknown: Some;
  /** Why some cannot have theirs: then nobody was given a new key. */
  readonly collisions: Some;
  /** Linked records that keep the key they have, for no pair speaks of them. */
  readonly uncovered: Some;
}

/** Gives records other keys: the same people, called otherwise by the source. */
export interface RekeyStore {
  /** All of them or none. Runs inside a transaction of its owner. */
  rekey(kind: EntryKind, pairs: Iterable<KeyPair>, now: number): Rekeyed;
}
