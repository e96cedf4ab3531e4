import type { Recogniser } from "./recogniser.ts";
import type { MembershipBatch, RecordBatch } from "./record.ts";

/** A file a source is made of, as found on disk. */
export interface SourceFile {
  /** As the user would type it; used in messages. */
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** sha256 of the content, hex. */
  readonly sha256: string;
}

/** Names of the attributes of records, in lower case; a nested one with its path, such as `name.givenname`. */
export interface AttributeNames {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/**
 * The names of a source. `stated` by a header: there are no others. Otherwise those that any record of this read has:
 * an attribute that nobody has today may well exist.
 */
export interface NamesBatch extends AttributeNames {
  readonly kind: "names";
  readonly stated: boolean;
}

/**
 * A directory to read. Every method throws `SourceError` with all problems found at once; a reader never
 * skips a record it does not understand, because a record left out looks like a leaver.
 */
export interface DirectorySource {
  /** For messages, such as `csv people.csv`. */
  readonly name: string;
  /** Digests the files without parsing them; a source that is not on disk is fetched first, once. */
  files(): Promise<readonly SourceFile[]>;
  /**
   * Streams users and groups in any order, and ends with the names of their attributes. Only when it and
   * `memberships()` end without an error was the read whole; until then nothing of it may be believed.
   * Keys are unique within users and within groups, or the read fails naming both lines — that check belongs to
   * the directory, which sees all sources. Users whom the recogniser knows need not be taken apart; a reader may do so
   * nevertheless.
   */
  records(recogniser?: Recogniser): AsyncIterable<RecordBatch | NamesBatch>;
  /** Streams the memberships. Called after `records()` has ended, and once more when members are to be kept. */
  memberships(): AsyncIterable<MembershipBatch>;
  /** Removes what was fetched. */
  close(): Promise<void>;
}
