import Bottleneck from "bottleneck";
import type { Clock } from "../clock.ts";
import type { Limits } from "./limits.ts";
import type { Send } from "./transport.ts";

/** Keeps all requests to one target within its rate, and holds them all back while it asks for a pause. */
export interface RateLimiter {
  /** Resolves when a request may go. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** Nothing goes for `ms` milliseconds, and permits bought ahead lapse. */
  pause(ms: number): void;
  /** Milliseconds requests were held back by pauses, added up over pauses, not over requests. */
  readonly throttledMs: number;
  close(): Promise<void>;
}

/**
 * Bottleneck handles about 400 jobs a second, so one job of its buys a lease of several permits where the limit is
 * high. Permits bought ahead, up to `burst`, are what may go at once after a quiet time.
 */
const maxLeasesPerSecond = 100;

export function createRateLimiter(limits: Limits, clock: Clock): RateLimiter {
  const rate = limits.requestsPerSecond;
  const state = { pausedUntil: 0, throttledMs: 0, permits: 0 };
  const bucket = rate === undefined ? undefined : openBucket(rate, limits.burst, state, waitOutPause);

  async function waitOutPause(signal?: AbortSignal): Promise<void> {
    for (let wait = state.pausedUntil - clock.now(); wait > 0; wait = state.pausedUntil - clock.now()) {
      await clock.sleep(wait, signal);
    }
  }
  async function acquire(signal?: AbortSignal): Promise<void> {
    await waitOutPause(signal);
    await bucket?.take();
    await waitOutPause(signal);
  }
  function pause(ms: number): void {
    const until = clock.now() + ms;
    if (until <= state.pausedUntil) return;
    state.throttledMs += until - Math.max(state.pausedUntil, clock.now());
    state.pausedUntil = until;
    state.permits = 0;
  }
  return {
    acquire,
    pause,
    get throttledMs() {
      return state.throttledMs;
    },
    close: async () => bucket?.close(),
  };
}

interface Bucket {
  take(): Promise<void>;
  close(): Promise<void>;
}

/** Permits are bought and given out only while nothing is paused, or all who waited would go at once at its end. */
function openBucket(
  rate: number,
  burst: number,
  state: { permits: number },
  waitOutPause: () => Promise<void>,
): Bucket {
  const lease = Math.max(1, Math.ceil(rate / maxLeasesPerSecond));
  const limiter = new Bottleneck({ maxConcurrent: 1, minTime: (lease * 1000) / rate });
  const waiting: (() => void)[] = [];
  let buying = false;

  async function buy(): Promise<void> {
    if (buying) return;
    buying = true;
    while (waiting.length > 0 || state.permits < burst) {
      await limiter.schedule(async () => {});
      await waitOutPause();
      state.permits += lease;
      while (state.permits > 0 && waiting.length > 0) {
        state.permits -= 1;
        waiting.shift()?.();
      }
    }
    buying = false;
  }
  function take(): Promise<void> {
    if (state.permits > 0) {
      state.permits -= 1;
      startBuying();
      return Promise.resolve();
    }
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    startBuying();
    return turn;
  }
  function startBuying(): void {
    buy().catch(() => {
      // The limiter was stopped by close(); nobody waits any more.
      buying = false;
    });
  }
  return { take, close: () => limiter.stop({ dropWaitingJobs: true }) };
}

/** Lets each request through `send` wait for its permit. */
export function withRateLimit(send: Send, limiter: RateLimiter): Send {
  return async (request, signal) => {
    await limiter.acquire(signal);
    return send(request, signal);
  };
}
