import type { SourceBatch } from "./record.ts";

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

/** Names of the attributes that records of a source can have, in lower case. */
export interface SourceShape {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/**
 * A directory in files. Every method throws `SourceError` with all problems found at once; a reader never
 * skips a record it does not understand, because a record left out looks like a leaver.
 */
export interface DirectorySource {
  /** For messages, such as `csv people.csv`. */
  readonly name: string;
  /** Digests the files without parsing them. */
  files(): Promise<readonly SourceFile[]>;
  /** Reads headers only, and checks that every column the config names is there. */
  shape(): Promise<SourceShape>;
  /**
   * Streams all records: users and groups in any order, then memberships. Only when it ends without an error was the
   * read whole; until then nothing of it may be believed.
   * Keys are unique within users and within groups, or the read fails naming both lines — that check belongs to
   * the directory, which sees all sources.
   */
  read(): AsyncIterable<SourceBatch>;
}
