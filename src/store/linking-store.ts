import type { LinkOrigin, LinkState } from "../plan/link.ts";
import type { ScimId } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";
import type { EntryKind } from "./directory-store.ts";

/** Which links; all of what is not said. */
export interface LinkFilter {
  readonly keys?: readonly string[];
  readonly ids?: readonly string[];
  readonly kind?: EntryKind;
  readonly state?: LinkState;
  readonly origin?: LinkOrigin;
}

/** A link as it is listed. */
export interface ListedLink {
  readonly kind: EntryKind;
  readonly key: SourceKey;
  readonly scimId: ScimId;
  /** userName or displayName that was last written, or found there; null where none is known. */
  readonly name: string | null;
  readonly origin: LinkOrigin;
  readonly state: LinkState;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Whether the source still has the record. */
  readonly present: boolean;
}

/** Pairs of records and what is theirs at targets, as people look at them and put them right. */
export interface LinkingStore {
  /** In the order of keys, read as they are taken. Nothing may be written while they are read. */
  links(target: string, filter: LinkFilter, limit: number): Iterable<ListedLink>;
  countLinks(target: string, filter: LinkFilter): number;
  /** Groups that are linked are thought about again: somebody in them has another account now, or one at all. */
  reconsiderGroups(target: string, now: number): void;
  /** Ids of all targets of which something is known, those that the config no longer has among them. */
  targetIds(): readonly string[];
  /** Forgets all that is kept of a target but its runs; nothing there is touched. */
  forgetTarget(target: string): void;
  /** Notes since when links wait to be confirmed; undefined once they are. */
  setUnconfirmed(target: string, since: number | undefined): void;
}
