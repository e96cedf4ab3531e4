import type { Ahead } from "./ahead.ts";
import type { Throttling } from "./throttling.ts";
import type { ScimRequest, ScimResponse } from "../connection/transport.ts";

/** Keeps all requests to one target within its limits, and holds them all back while it asks for a pause. */
export interface RateLimiter {
  /**
   * Resolves when the request may go. What it gives must be told of the answer, or that there was none. Rejects with
   * the signal's reason; once `hurry` is aborted only those that have to wait do.
   */
  acquire(request: ScimRequest, signal?: AbortSignal, hurry?: AbortSignal): Promise<Departure>;
  /** Whether the provider refuses to look at the request now; the pause it asks for has begun by then. */
  throttling(response: ScimResponse): Throttling | undefined;
  /** Milliseconds until the end of the pause. */
  readonly pausedFor: number;
  /** Milliseconds since the provider began to refuse everything; 0 when it does not. */
  readonly refusedFor: number;
  /** Milliseconds requests were held back by pauses, added up over pauses, not over requests. */
  readonly throttledMs: number;
  /** Milliseconds in which requests waited for limits, quotas or pauses, and not for answers of others. */
  readonly heldMs: number;
  /** Milliseconds that limits, quotas, pauses and refusals will hold back the last of these. */
  heldFor(ahead: readonly Ahead[]): number;
  close(): Promise<void>;
}

/** A request that went. */
export interface Departure {
  /** With the answer, or without one that could be read. */
  answered(response?: ScimResponse): void;
}

/** Permits for so many requests a second. */
export interface Bucket {
  /** Permits that come in a second. */
  readonly perSecond: number;
  /** Whether there is a permit. */
  readonly isFilled: boolean;
  take(): void;
  /** Throws away what was bought ahead. */
  empty(): void;
  /** Buys permits: for the stock, and as long as there is none and one is wanted. */
  fill(isWanted: () => boolean, onFilled: () => void): void;
  close(): Promise<void>;
}
