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
}
