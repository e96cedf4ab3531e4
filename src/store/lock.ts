/** Who writes to the state file. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** A held lock; only one run at a time writes to a state file. */
export interface Lock {
  release(): void;
}
