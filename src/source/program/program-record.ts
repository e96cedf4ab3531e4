/** Where a record came from, so that whoever reads of trouble with it can find it. */
export interface RecordOrigin {
  /**
   * A text such as `table person` or `GET /people?page=3`, shown as `table person:17`. One line, 300 characters at most;
   * the name of the source when left out, and from the 10,000th different text of a read on.
   */
  readonly where?: string;
  /** 1 to 4,294,967,295: a row, a line. How many records came from the same `where` so far, when left out. */
  readonly line?: number;
}

/**
 * What expressions call `user.NAME` or `group.NAME`: texts, numbers, true, false, lists and objects of them. A `Date`
 * becomes its ISO 8601 text in UTC. Texts are trimmed; `null`, `undefined`, an empty text, list or object is no value.
 * Names are compared without case. Anything else, such as NaN or a function, refuses the read.
 */
export type ProgramAttributes = Readonly<Record<string, unknown>>;

/** A user of a directory that a program hands over. */
export interface ProgramUser extends RecordOrigin {
  readonly kind: "user";
  /** Never changes for a person, such as an employee number; compared exactly. No control characters. */
  readonly key: string;
  readonly attributes: ProgramAttributes;
}

/** A group. */
export interface ProgramGroup extends RecordOrigin {
  readonly kind: "group";
  /** Never changes for a group; a user may have the same key. */
  readonly key: string;
  readonly name: string;
  readonly attributes?: ProgramAttributes;
}

/** One member of one group. May come before the records it names; a key that no record has is counted as dangling. */
export interface ProgramMembership extends RecordOrigin {
  readonly kind: "membership";
  /** The key of the group. */
  readonly group: string;
  /** The key of the member: of a user, or with `nested` of a group. */
  readonly member: string;
  readonly nested?: boolean;
}

/**
 * The last thing that is given: proof that the directory was read whole. What ends without it is refused, whatever was
 * given before. Numbers that are stated must be those of what was given: state what the origin itself counts, such as
 * `SELECT count(*)` or `totalResults`.
 */
export interface ProgramEnd {
  readonly kind: "end";
  readonly users?: number;
  readonly groups?: number;
  readonly memberships?: number;
}

/** What a program hands over, one by one and in any order, but for the end. */
export type ProgramRecord = ProgramUser | ProgramGroup | ProgramMembership | ProgramEnd;

/**
 * Reads a directory for a source of `type: program`. Called once in a run; an async generator function is one. When it
 * throws, or ends without an `end`, the run is refused with `SourceError` and nobody is taken for gone. `signal` is
 * aborted when the run is told to end while it reads; what comes afterwards is not looked at.
 */
export type ProgramSource = (signal: AbortSignal) => AsyncIterable<ProgramRecord> | Iterable<ProgramRecord>;

/** Sources of `type: program`, by the name that the config gives them (`program` when it gives none). */
export type HandedSources = Readonly<Record<string, ProgramSource>>;
