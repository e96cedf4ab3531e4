import type { Link } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { ScimId } from "../scim/resource.ts";
import type { EntryKind } from "./directory-store.ts";

/** A link, and whose it is. */
export interface OwnedLink {
  readonly entry: EntryId;
  readonly link: Link;
}

/** A resource of a link as it was seen at the target. */
export interface Sighting {
  readonly entry: EntryId;
  /** As it would be if we had last written what is there; undefined where that is so. */
  readonly drift: Link | undefined;
}

/** A link that drifted. */
export interface Drifted {
  readonly entry: EntryId;
  /** As it was seen. */
  readonly drift: Link;
}

/** What a look at a target showed of its links; kept until the next look, and by nobody else. */
export interface ObservedStore {
  /** Forgets what was seen before. */
  clear(): void;
  /** The links of resources with these ids; strangers are missing. */
  linksOf(target: string, kind: EntryKind, ids: readonly ScimId[]): ReadonlyMap<ScimId, OwnedLink>;
  /** Keeps that they were seen. Whoever is seen again is kept as seen last. */
  note(sightings: readonly Sighting[]): void;
  /** Links of active resources of a kind that were not seen, by entry. */
  unseen(target: string, kind: EntryKind, after: EntryId, limit: number): readonly OwnedLink[];
  wasSeen(entry: EntryId): boolean;
  /** How many those are. */
  countUnseen(target: string, kind: EntryKind): number;
  /** Links of active resources of a kind that were seen, by entry. */
  seen(target: string, kind: EntryKind, after: EntryId, limit: number): readonly OwnedLink[];
  /** Those of a kind that drifted, by entry. */
  drifted(target: string, kind: EntryKind, after: EntryId, limit: number): readonly Drifted[];
  countDrifted(target: string, kind: EntryKind): number;
}
