/** What is known of a span. Never names, addresses or keys of people, never secrets: it leaves the machine. */
export type Tags = Readonly<Record<string, string | number | boolean>>;

/** A request to a service provider that is over. */
export interface TracedRequest {
  readonly method: string;
  /** Below the base URL, with `{id}` in place of ids and without a query, such as `/Users/{id}`. */
  readonly route: string;
  /** Where to: the host without its port, and the port. */
  readonly host: string;
  readonly port: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly ms: number;
  /** Absent when no answer came. */
  readonly status?: number;
  /** Why there was none, such as `ECONNRESET`. */
  readonly fault?: string;
}

/**
 * Whoever follows what is done as spans, one inside the other. What is traced with one trace goes on one after another, but for
 * requests, which belong to the span under way when they end.
 */
export interface Trace {
  /** Does work as a span inside the one under way; an error that it throws ends the span as failed, and goes on. */
  during<T>(name: string, tags: Tags, work: () => Promise<T>): Promise<T>;
  /** Adds to the span under way. */
  add(tags: Tags): void;
  /** Says that the span under way failed: a code, never a message. */
  fail(code: string): void;
  /** Adds a request to the span under way. */
  request(request: TracedRequest): void;
}

/** Follows nothing. */
export const noTrace: Trace = {
  during: (_name, _tags, work) => work(),
  add() {},
  fail() {},
  request() {},
};
