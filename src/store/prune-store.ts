/** Takes old runs out of the state. */
export interface PruneStore {
  /** Whether there is a run that began before a time and may go. Quick. */
  isDue(before: number): boolean;
  /**
   * Removes runs that began before a time, oldest first and each with all its operations, until `most` operations are
   * gone or none is left; and writes down in the chain that it did. Kept are the last run of a target and its last good
   * one, and whatever holds a write of which it is not known what became.
   */
  prune(limits: PruneLimits): Pruned;
}

export interface PruneLimits {
  /** Milliseconds since the epoch. */
  readonly before: number;
  readonly now: number;
  readonly most: number;
}

export interface Pruned {
  readonly runs: number;
  readonly operations: number;
}
