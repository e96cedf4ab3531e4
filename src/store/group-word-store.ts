import type { Link } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { ScimId } from "../scim/resource.ts";

/** What somebody said of a group at a target by a command; it holds until they say otherwise. Times in milliseconds since the epoch. */
export interface GroupWord {
  /** Id of a group of the target's own to which it is linked. */
  readonly linkTo?: ScimId;
  /** It was let go of, and is not pushed. */
  readonly letGo?: LetGo;
  /** Nothing of it is sent. */
  readonly pausedSince?: number;
}

export interface LetGo {
  readonly since: number;
  /** What it was linked to then, so that a later push finds it again. */
  readonly link?: Pick<Link, "scimId" | "origin" | "asserted">;
}

/** A group of which nothing is sent. */
export interface PausedGroup {
  readonly key: string;
  readonly name: string;
  readonly since: number;
}

/** What was said of single groups by commands, and to what links of the config led. */
export interface GroupWordStore {
  word(target: string, entry: EntryId): GroupWord | undefined;
  setWord(target: string, entry: EntryId, word: GroupWord): void;
  /** The id or displayName that led to the link of a group, as it was stated then. */
  linkedBy(target: string, entry: EntryId): string | undefined;
  noteLinked(target: string, entry: EntryId, to: string): void;
  /** The first of the paused groups by name, and how many there are. */
  paused(target: string, limit: number): { readonly groups: readonly PausedGroup[]; readonly count: number };
}
