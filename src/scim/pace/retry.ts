import type { Clock } from "../../clock.ts";
import { StoppedError, TargetError } from "../../errors.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { defaultMaxWait } from "./retry-after.ts";
import { NetworkError, type ScimRequest, type ScimResponse, type Send } from "../connection/transport.ts";

/** How often a request is sent again that was refused for a while, or got no answer. */
export interface RetryPolicy {
  /** Sends of one request at most, pauses that the provider announced not counted. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly baseDelay: number;
  readonly maxDelay: number;
  /** Announced pauses one request may meet before its last answer is given back. */
  readonly maxPauses: number;
  /** The same for refusals that do not say how long to wait. */
  readonly maxUnannounced: number;
  /** Milliseconds one request may wait in all, for pauses and for repeats. */
  readonly maxWait: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseDelay: 500,
  maxDelay: 60_000,
  maxPauses: 20,
  maxUnannounced: 9,
  maxWait: defaultMaxWait,
};

export interface RetryParts {
  readonly policy: RetryPolicy;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  /** Once it is aborted nothing is repeated any more. */
  readonly hurry?: AbortSignal;
  readonly onRetry: (request: ScimRequest, reason: string, waitMs: number) => void;
}

/**
 * Repeats what may be repeated. A 429 pauses the whole target. A POST is repeated only when the provider cannot
 * have acted on it: after 429, after 503 with Retry-After, or when no connection was made. Otherwise the caller
 * must look before it asks again. Rejects with `TargetError` when the provider refuses everything for too long, and
 * with `StoppedError` when the run ends and the provider has not acted on it.
 */
export function withRetry(send: Send, parts: RetryParts): Send {
  return async (request, signal) => {
    const tries: Tries = { attempts: 0, pauses: 0, unannounced: 0, waited: 0 };
    // What the provider may have acted on.
    let failed: Result | undefined;
    try {
      for (;;) {
        const result = await attemptOnce(send, request, signal);
        const wait = nextWait(request, result, tries, parts);
        if (wait === undefined || tries.waited + wait.ms > parts.policy.maxWait) return settle(result);
        tries.waited += wait.ms;
        parts.onRetry(request, describe(result), wait.ms);
        if (wait.isPause) continue;
        failed = result;
        await parts.clock.sleep(wait.ms, parts.hurry ?? signal);
      }
    } catch (error) {
      if (failed === undefined || !(error instanceof StoppedError)) throw error;
      return settle(failed);
    }
  };
}

/** What became of one request so far. */
interface Tries {
  /** Those that the provider did not refuse to look at. */
  attempts: number;
  pauses: number;
  unannounced: number;
  /** Milliseconds. */
  waited: number;
}

/** A pause is the limiter's to wait out. */
interface Wait {
  readonly ms: number;
  readonly isPause: boolean;
}

/** How long to wait before the request is repeated; undefined when it is not to be. */
function nextWait(request: ScimRequest, result: Result, tries: Tries, parts: RetryParts): Wait | undefined {
  const { policy, limiter } = parts;
  const refused = "response" in result ? limiter.throttling(result.response) : undefined;
  if (refused === undefined) {
    tries.attempts += 1;
    if (!mayRepeat(request, result) || tries.attempts >= policy.attempts) return undefined;
    return { ms: backoff(parts, tries.attempts), isPause: false };
  }
  const ms = limiter.pausedFor;
  if (limiter.refusedFor + ms > policy.maxWait) throw refusesEverything(limiter, policy);
  if (refused.asked === undefined) tries.unannounced += 1;
  else tries.pauses += 1;
  const isEnough = tries.pauses > policy.maxPauses || tries.unannounced > policy.maxUnannounced;
  return isEnough ? undefined : { ms, isPause: true };
}

function refusesEverything(limiter: RateLimiter, policy: RetryPolicy): TargetError {
  const [since, ms] = [limiter.refusedFor, limiter.pausedFor].map(inWords);
  const detail = `has refused all requests for ${since} (HTTP 429 or 503) and asks to wait ${ms} more`;
  return new TargetError(
    "throttled",
    `${detail}, which is longer than limits.maxWait (${inWords(policy.maxWait)}); the next run goes on from here`,
  );
}

function inWords(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)} seconds` : `${Math.ceil(ms / 60_000)} minutes`;
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
