import { createRequire } from "node:module";
import type Bottleneck from "bottleneck";
import { type Clock, systemClock } from "../../clock.ts";
import { type Logger, silentLogger } from "../../log.ts";
import type { Limits } from "./limits.ts";
import { type PacingHeaders, usualPacingHeaders } from "./pacing-headers.ts";
import type { Bucket, RateLimiter } from "./rate-limiter.ts";
import type { RateRule } from "./rate-rule.ts";
import type { Send } from "../connection/transport.ts";
import { Turnstile } from "./turnstile.ts";

export interface LimiterParts {
  readonly headers?: PacingHeaders;
  readonly log?: Logger;
  /** 0 ≤ random() < 1. */
  readonly random?: () => number;
}

/** Reads the time from `clock`; only the rate of `requestsPerSecond` is kept by timers of the machine. */
export function createRateLimiter(limits: Limits, clock: Clock, parts: LimiterParts = {}): RateLimiter {
  const { headers = usualPacingHeaders, log = silentLogger, random = Math.random } = parts;
  const rate = limits.requestsPerSecond;
  if (rate === undefined) return new Turnstile({ limits, clock, headers, log, random, bucket: undefined });
  const rates = [...(limits.rates ?? []), spanOf(rate, limits.burst)];
  const bucket = openBucket(rate, limits.burst);
  return new Turnstile({ limits: { ...limits, rates }, clock, headers, log, random, bucket });
}

/**
 * The rate once more, as so many in any span. Requests that are evenly spaced when they leave are not when they arrive: what
 * a busy provider or network keeps waiting comes close upon what follows. A span counts until after the answer.
 */
function spanOf(rate: number, burst: number): RateRule {
  const requests = Math.max(1, Math.floor(rate));
  return { requests: requests + burst - 1, every: (requests * 1000) / rate };
}

/**
 * Bottleneck handles about 400 jobs a second, so one job of its buys a lease of several permits where the limit is
 * high.
 */
const maxLeasesPerSecond = 100;

/**
 * A little less than what is allowed. Requests overtake others on their way, which costs some of the provider's burst; so
 * it grows back.
 */
const share = 0.99;

/**
 * Permits bought ahead are what may go at once after a quiet time; together with the one that Bottleneck gives at once
 * they are one less than the burst, for the same reason. Bottleneck runs by the time of the machine, and what it is late
 * with on a busy one is lost to it; within the burst it is made up for.
 */
function openBucket(rate: number, burst: number): Bucket {
  const lease = Math.max(1, Math.ceil(rate / maxLeasesPerSecond));
  const stock = Math.max(0, burst - 1 - lease);
  const interval = (lease * 1000) / (rate * share);
  const limiter = new (loadBottleneck())({ maxConcurrent: 1, minTime: interval });
  let permits = 0;
  let isBuying = false;

  async function buy(isWanted: () => boolean, onFilled: () => void): Promise<void> {
    let due = Number.NEGATIVE_INFINITY;
    while (permits < stock || (permits < 1 && isWanted())) {
      await limiter.schedule(async () => {});
      const now = systemClock.now();
      const late = due > 0 ? Math.max(0, Math.floor((now - due) / interval)) : 0;
      const madeUp = Math.min(late * lease, Math.max(0, stock - permits));
      due = (madeUp < late * lease || due < 0 ? now : due + late * interval) + interval;
      permits += lease + madeUp;
      onFilled();
    }
  }
  return {
    perSecond: rate * share,
    get isFilled() {
      return permits > 0;
    },
    take() {
      permits -= 1;
    },
    empty() {
      permits = 0;
    },
    fill(isWanted, onFilled) {
      if (isBuying) return;
      isBuying = true;
      buy(isWanted, onFilled)
        // The limiter was stopped by close(); nobody waits any more.
        .catch(() => {})
        .finally(() => {
          isBuying = false;
        });
    },
    close: () => limiter.stop({ dropWaitingJobs: true }),
  };
}

/** Lets each request through `send` wait for its turn; once `hurry` is aborted it goes at once or not at all. */
export function withRateLimit(send: Send, limiter: RateLimiter, hurry?: AbortSignal): Send {
  return async (request, signal) => {
    const departure = await limiter.acquire(request, signal, hurry);
    try {
      const response = await send(request, signal);
      departure.answered(response);
      return response;
    } catch (error) {
      departure.answered();
      throw error;
    }
  };
}

/** Most targets have no limit of so many requests a second, and a run without requests has no use for one. */
function loadBottleneck(): typeof Bottleneck {
  return createRequire(import.meta.url)("bottleneck") as typeof Bottleneck;
}
