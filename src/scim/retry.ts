import type { Clock } from "../clock.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { retryAfterMs } from "./retry-after.ts";
import { NetworkError, type ScimRequest, type ScimResponse, type Send } from "./transport.ts";

export interface RetryPolicy {
  /** Sends of one request at most, pauses that the provider announced not counted. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly baseDelay: number;
  readonly maxDelay: number;
  /** Announced pauses one request may meet before its last answer is given back. */
  readonly maxPauses: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseDelay: 500,
  maxDelay: 60_000,
  maxPauses: 20,
};

export interface RetryParts {
  readonly policy: RetryPolicy;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly onRetry: (request: ScimRequest, reason: string, waitMs: number) => void;
}

/**
 * Repeats what may be repeated. A 429 pauses the whole target. A POST is repeated only when the provider cannot
 * have acted on it: after 429, after 503 with Retry-After, or when no connection was made. Otherwise the caller
 * must look before it asks again.
 */
export function withRetry(send: Send, parts: RetryParts): Send {
  const { policy, limiter, clock } = parts;
  return async (request, signal) => {
    let pauses = 0;
    for (let attempt = 1; ; attempt += 1) {
      const result = await attemptOnce(send, request, signal);
      const pause = announcedPause(result, parts, attempt + pauses);
      if (pause !== undefined && pauses < policy.maxPauses) {
        pauses += 1;
        attempt -= 1;
        limiter.pause(pause);
        parts.onRetry(request, describe(result), pause);
        continue;
      }
      if (!mayRepeat(request, result) || attempt >= policy.attempts) return settle(result);
      const wait = backoff(parts, attempt);
      parts.onRetry(request, describe(result), wait);
      await clock.sleep(wait, signal);
    }
  };
}

type Result = { readonly response: ScimResponse } | { readonly error: NetworkError };

async function attemptOnce(
  send: Send,
  request: ScimRequest,
  signal: AbortSignal | undefined,
): Promise<Result> {
  try {
    return { response: await send(request, signal) };
  } catch (error) {
    if (!(error instanceof NetworkError) || signal?.aborted) throw error;
    return { error };
  }
}

function settle(result: Result): ScimResponse {
  if ("error" in result) throw result.error;
  return result.response;
}

function announcedPause(result: Result, parts: RetryParts, attempt: number): number | undefined {
  if ("error" in result) return undefined;
  const { status, headers } = result.response;
  const asked = retryAfterMs(headers["retry-after"], parts.clock.now());
  if (status === 429) return asked === undefined ? backoff(parts, attempt) : asked + parts.random() * 100;
  return status === 503 ? asked : undefined;
}

function mayRepeat(request: ScimRequest, result: Result): boolean {
  if ("error" in result && !result.error.mayHaveArrived) return true;
  const failed = "error" in result || [500, 502, 503, 504].includes(result.response.status);
  return failed && (request.idempotent ?? ["GET", "PUT", "DELETE"].includes(request.method));
}

function backoff(parts: RetryParts, attempt: number): number {
  const full = Math.min(parts.policy.baseDelay * 2 ** (attempt - 1), parts.policy.maxDelay);
  return full / 2 + (parts.random() * full) / 2;
}

function describe(result: Result): string {
  return "error" in result ? result.error.message : `HTTP ${result.response.status}`;
}
