/** One line of the table that `npm run bench` prints: medians of interleaved runs of ours and of the bare minimum. */
export interface BenchRow {
  /** Short, without spaces: that of its bench, or begins like it. */
  readonly name: string;
  /** What scimsync needed, in `unit`. */
  readonly ours: number;
  /** What the bare minimum needed that does the same work on the same machine, in `unit`. */
  readonly bare: number;
  /** `ours / bare`. */
  readonly ratio: number;
  /** What `compares` of the row is held to; in `unit` where it is a difference. None where a row is for reading only. */
  readonly bar?: number;
  readonly bound: "at most" | "at least";
  /** Whether the bar is for `ours / bare` or for `ours - bare`. */
  readonly compares: "ratio" | "difference";
  /** Such as "s", "requests/s", "MB". */
  readonly unit: string;
  /** Bars beside the ratio: memory, requests, seconds in absolute sanity. */
  readonly limits: readonly Limit[];
  readonly details: Readonly<Record<string, number | string>>;
}

/** A figure held to a bar of its own. */
export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  readonly bound: "at most" | "at least";
  readonly unit: string;
}

/** What a bench is told. */
export interface BenchSettings {
  /** How many users the large benches take; 1,000,000 is the design point. */
  readonly users: number;
  /** How often ours and the bare minimum are measured. */
  readonly runs: number;
  /** A new folder of the bench's own, removed afterwards. */
  readonly folder: string;
}
