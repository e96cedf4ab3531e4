import type { Limit } from "./limit-fault.ts";

/** How many requests are left under a limit. Those that are refused do not count. */
export interface RequestLimit {
  /** Takes a request, or gives the milliseconds until there is room for one. */
  take(now: number): number | undefined;
  remaining(now: number): number;
  /** Milliseconds until there is room for more than now. */
  resetIn(now: number): number;
}

export function openLimit(limit: Limit, now: number): RequestLimit {
  if (limit.kind === "limit") return openBucket(limit.requestsPerSecond / 1000, limit.burst, now);
  const { requests, every, burst } = limit;
  const window = openWindow(requests, every);
  if (burst === undefined) return window;
  const bucket = openBucket(requests / every, burst, now);
  return {
    take(now) {
      const wait = Math.max(window.remaining(now) > 0 ? 0 : window.resetIn(now), waitOf(bucket, now));
      if (wait > 0) return wait;
      window.take(now);
      return bucket.take(now);
    },
    remaining: (now) => Math.min(window.remaining(now), bucket.remaining(now)),
    resetIn: (now) => Math.max(window.resetIn(now), bucket.resetIn(now)),
  };
}

function waitOf(limit: RequestLimit, now: number): number {
  return limit.remaining(now) > 0 ? 0 : limit.resetIn(now);
}

/** Permits that grow back evenly, up to the burst. */
function openBucket(perMs: number, burst: number, start: number): RequestLimit {
  let permits = burst;
  let since = start;
  function fill(now: number): void {
    permits = Math.min(burst, permits + (now - since) * perMs);
    since = now;
  }
  function resetIn(now: number): number {
    fill(now);
    return (Math.floor(permits) + 1 - permits) / perMs;
  }
  return {
    resetIn,
    take(now) {
      fill(now);
      if (permits < 1) return resetIn(now);
      permits -= 1;
      return undefined;
    },
    remaining(now) {
      fill(now);
      return Math.floor(permits);
    },
  };
}

/** The times of the last requests, oldest first, as long as they count. */
function openWindow(requests: number, every: number): RequestLimit {
  let times: number[] = [];
  function forget(now: number): void {
    const first = times.findIndex((time) => now - time < every);
    times = first < 0 ? [] : times.slice(first);
  }
  function resetIn(now: number): number {
    forget(now);
    return (times[0] ?? now) + every - now;
  }
  return {
    resetIn,
    take(now) {
      forget(now);
      if (times.length >= requests) return resetIn(now);
      times.push(now);
      return undefined;
    },
    remaining(now) {
      forget(now);
      return requests - times.length;
    },
  };
}
