import type { JsonObject } from "../canonical.ts";
import type { EntryId } from "../plan/operation.ts";
import type { ScimId } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";
import type { EntryKind } from "./directory-store.ts";

/** A resource as it was met in a list of the target. */
export interface Meeting {
  readonly id: ScimId;
  /** userName or displayName; the id where there is none. */
  readonly name: string;
  /** As much of it as a link has to know. */
  readonly attributes: JsonObject;
  /** For people: the source key that it is linked to. */
  readonly holder: string | undefined;
  /** By what it may be recognised. */
  readonly marks: readonly Mark[];
}

/** A value by which something is recognised, in the form in which the same values are the same text. */
export interface Mark {
  readonly path: string;
  readonly value: string;
}

/** Somebody met who bears a mark. */
export interface Hit {
  /** A number of its own among all that were met. */
  readonly n: number;
  readonly id: ScimId;
  readonly name: string;
  readonly holder: string | undefined;
}

/**
 * What is thought of a record that is not linked. `pair`: one resource is certainly theirs. `confirm`: a person has to
 * look at it. `hint`: the same, of resources by which nobody is recognised. `alone`: nothing at the target is theirs.
 * `kept`: protected, or left to a run.
 */
export type VerdictKind = "pair" | "confirm" | "hint" | "alone" | "kept";

export interface Verdict {
  readonly kind: VerdictKind;
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** userName or displayName that is wanted. */
  readonly name: string;
  /** For people; of a pair the attribute by which it was found. */
  readonly why: string;
  /** Numbers of those met who may be theirs; of a pair it is one. */
  readonly candidates: readonly number[];
}

/** A pair, with what is to be known to link it. */
export interface Pair {
  readonly entry: EntryId;
  readonly id: ScimId;
  readonly attributes: JsonObject;
}

/** A verdict for people to read. */
export interface ShownVerdict extends Omit<Verdict, "candidates"> {
  readonly candidates: readonly Pick<Hit, "id" | "name">[];
}

/** Links of records with what is at a target, while it is worked out; kept in temporary tables, for there may be a million. */
export interface Matching {
  meet(kind: EntryKind, resources: readonly Meeting[]): void;
  /** Up to four of those who bear the mark. */
  hits(kind: EntryKind, mark: Mark): readonly Hit[];
  byId(kind: EntryKind, id: ScimId): Hit | undefined;
  attributesOf(n: number): JsonObject;
  judge(kind: EntryKind, verdicts: readonly Verdict[]): void;
  /** Pairs of which several have the same resource; they stay so until they are judged anew. */
  contested(kind: EntryKind): readonly Verdict[];
  /** Hints of which some are a pair with somebody else. */
  refutedHints(kind: EntryKind): readonly Verdict[];
  isPaired(n: number): boolean;
  /** Pairs of a kind by entry. */
  pairs(kind: EntryKind, after: EntryId, limit: number): readonly Pair[];
  pairsOf(kind: EntryKind, entries: readonly EntryId[]): ReadonlyMap<EntryId, Pair>;
  /** Keeps who is in a group that is there. */
  noteMembers(entry: EntryId, ids: readonly ScimId[]): void;
  membersOf(entry: EntryId): readonly ScimId[];
  count(kind: EntryKind, verdict: VerdictKind): number;
  /** How many of those met are linked to somebody. */
  countHeld(kind: EntryKind): number;
  countMet(kind: EntryKind): number;
  /** Verdicts in the order of their keys. Nothing may be written while they are read. */
  verdicts(kind: EntryKind, verdict: VerdictKind): Iterable<ShownVerdict>;
  /** Those met who are linked to nobody, and of whom nobody thinks that they are theirs. */
  strangers(kind: EntryKind): Iterable<Pick<Hit, "id" | "name"> & { readonly attributes: JsonObject }>;
  countStrangers(kind: EntryKind): number;
  /** Forgets all of it. */
  end(): void;
}

/** Begins to work out links; what was worked out before is forgotten. */
export type BeginMatching = () => Matching;
