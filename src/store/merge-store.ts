import type { RecordPart } from "../directory/merge-parts.ts";
import type { RecordBatch, SourceKey } from "../source/record.ts";
import type { EntryKind } from "./directory-store.ts";

/** A record of one source, put aside until all sources were read. */
export interface StagedPart extends RecordPart {
  readonly key: SourceKey;
  readonly file: string;
  readonly line: number;
  /** Groups only. */
  readonly name?: string;
}

/** A key that one source gave twice. */
export interface RepeatedKey {
  readonly key: SourceKey;
  readonly line: number;
  readonly first: { readonly file: string; readonly line: number };
}

/** Puts records of several sources aside, on disk, to give them back by key. Empty again after each read. */
export interface MergeStore {
  /** `order` is the place of the source among the sources. */
  stageParts(source: string, order: number, batch: RecordBatch): readonly RepeatedKey[];
  /** All parts of some keys, those of one key next to each other in the order of the sources; in the order of keys. */
  stagedParts(kind: EntryKind, after: string, limit: number): readonly StagedPart[];
  clearParts(): void;
}
