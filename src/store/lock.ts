/** Who writes to the state file. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** What it does, such as `sync`. */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** The same as others see it. */
export interface SeenHolder extends LockHolder {
  /** Milliseconds since the epoch: its last sign of life; one comes about every ten seconds. */
  readonly heartbeat: number;
}

/** A held lock; only one run at a time writes to a state file. */
export interface Lock {
  /** Throws `LockedError` when another run has taken it over, as it may from one that gave no sign of life for long. */
  confirm(): void;
  release(): void;
}
