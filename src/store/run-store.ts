/** A run of one target, from start to report. */
export interface RunRecord {
  readonly id: string;
  readonly target: string;
  readonly mode: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent while it runs, and for ever when it was killed. */
  readonly finishedAt?: number;
  readonly exitCode?: number;
  /** The report as JSON text. */
  readonly report?: string;
}

export interface RunStore {
  start(run: RunRecord): void;
  finish(id: string, finishedAt: number, exitCode: number, report: string): void;
  find(id: string): RunRecord | undefined;
  /** Latest first. */
  latest(target: string | undefined, limit: number): readonly RunRecord[];
  /** When the last run of a target began that ended with one of these codes, at `until` or before. */
  lastEndedWith(target: string, exitCodes: Iterable<number>, until: number): number | undefined;
}
