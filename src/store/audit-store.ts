/**
 * The chain over what runs did: each ring holds the hash of the one before it, so that nothing can be altered or taken
 * away unseen as long as somebody keeps a head of it outside.
 */
export interface AuditStore {
  /** The last ring; undefined before the first run ended. */
  head(): ChainHead | undefined;
  /** Goes through all of it; `kept` is a head that somebody kept outside. */
  verify(kept?: ChainHead): ChainReport;
}

export interface ChainHead {
  /** Counted from 1; never given twice. */
  readonly position: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

export interface ChainReport {
  /** Runs that are as they were when they ended, and their operations. */
  readonly runs: number;
  readonly operations: number;
  /** Runs from before there was a chain: nothing is known of them. */
  readonly uncovered: number;
  readonly head?: ChainHead;
  readonly removed: readonly Removed[];
  readonly faults: readonly ChainFault[];
}

/** What was taken out of the records in the ways that are written down. */
export interface Removed {
  readonly kind: "forget" | "prune";
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who was forgotten, by what stands in place of the key. */
  readonly pseudonym?: string;
  readonly runs: number;
  readonly operations: number;
}

export interface ChainFault {
  readonly kind: "altered" | "missing" | "unknown" | "broken";
  readonly run?: string;
  readonly position?: number;
  /** For people. */
  readonly detail: string;
}
