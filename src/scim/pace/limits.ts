import type { RateRule } from "./rate-rule.ts";

/** `limits` of a target: how fast and how much at once. */
export interface Limits {
  /** Absent means no limit of rate. */
  readonly requestsPerSecond?: number;
  /** Requests that may go at once after a quiet time; at least 1. */
  readonly burst: number;
  /** Requests in flight. */
  readonly concurrency: number;
  /** Milliseconds for one request, connection included. */
  readonly timeout: number;
  /** Limits and quotas besides, each for some of the requests; all of them hold. */
  readonly rates?: readonly RateRule[];
  /** Milliseconds a request waits in all, for pauses and repeats, before it is given up; an hour when absent. */
  readonly maxWait?: number;
}
