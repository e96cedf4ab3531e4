import { steadyClock, systemClock } from "../clock.ts";
import { silentLogger } from "../log.ts";
import { withCredentials } from "./credentials/auth.ts";
import { createAuthorizer } from "./credentials/authorizer.ts";
import type { ScimClientOptions } from "./client-options.ts";
import type { Ahead } from "./pace/ahead.ts";
import { watchClock } from "./clock-skew.ts";
import { createHurry } from "./pace/hurry.ts";
import { usualPacingHeaders } from "./pace/pacing-headers.ts";
import { isRetryStatus } from "./pace/throttling.ts";
import { createRateLimiter, withRateLimit } from "./pace/rate-limit.ts";
import { withRecording } from "./recording/recording.ts";
import { newRequestCount, type RequestCount, withRequestCount } from "./request-count.ts";
import { defaultRetryPolicy, withRetry } from "./pace/retry.ts";
import { withSpelling } from "./spelling.ts";
import { openTransport, type Send, type Transport } from "./connection/transport.ts";

/** All that stands between a request as it is meant and the network. */
export interface Wire {
  readonly send: Send;
  readonly requests: RequestCount;
  /** Milliseconds that pauses announced by the provider held requests back. */
  readonly throttledMs: number;
  /** Milliseconds in which requests waited for limits, quotas or pauses, and not for answers of others. */
  readonly heldMs: number;
  /** Milliseconds by which our clock is ahead of the provider's; undefined while no answer told its time. */
  readonly clockSkew: number | undefined;
  /** Milliseconds that limits, quotas, pauses and refusals will hold back the last of these. */
  heldFor(ahead: readonly Ahead[]): number;
  close(): Promise<void>;
}

/**
 * Opens the wire to a service provider; nothing is sent yet. Innermost first, a request is recorded and counted as it
 * goes out, spelt as the provider wants it, waits for its permit, is given the credentials, and is repeated where it may be.
 */
export function openWire(options: ScimClientOptions): Wire {
  const { clock: wallClock = systemClock, random = Math.random, log = silentLogger, limits } = options;
  const clock = steadyClock(wallClock);
  const requests = newRequestCount();
  const limiter = createRateLimiter(limits, clock, {
    log,
    random,
    ...(options.pacing !== undefined && { headers: options.pacing }),
  });
  const hurry = options.stop === undefined ? undefined : createHurry(options.stop, options.signal, clock);
  const transport = transportOf(options);
  const authorizer = createAuthorizer({ ...options, clock, random, log });
  const watch = watchClock(transport.send, wallClock);
  const paced = withRateLimit(
    withSpelling(withRequestCount(recorded(watch.send, options), requests), options),
    limiter,
    hurry?.signal,
  );
  const onReplay = () => (requests.retried += 1);
  const authorized = withCredentials(paced, authorizer, onReplay, hurry?.signal, pausesOf(options));
  const send = withRetry(authorized, {
    policy: {
      ...defaultRetryPolicy,
      ...(limits.maxWait !== undefined && { maxWait: limits.maxWait }),
      ...options.retry,
    },
    limiter,
    clock,
    random,
    ...(hurry !== undefined && { hurry: hurry.signal }),
    onRetry: ({ method, path }, reason, waitMs) => {
      requests.retried += 1;
      log.debug({ method, path, reason, waitMs }, "request repeated");
    },
  });
  return {
    send,
    requests,
    get clockSkew() {
      return watch.skew;
    },
    get throttledMs() {
      return limiter.throttledMs;
    },
    get heldMs() {
      return limiter.heldMs;
    },
    heldFor: (ahead) => limiter.heldFor(ahead),
    async close() {
      hurry?.close();
      await limiter.close();
      await transport.close();
    },
  };
}

/** Whether a status is how the provider asks to wait. */
function pausesOf({ pacing = usualPacingHeaders }: ScimClientOptions): (status: number) => boolean {
  return (status) => isRetryStatus(status, pacing);
}

function recorded(send: Send, { record, baseUrl, clock = systemClock }: ScimClientOptions): Send {
  return record === undefined ? send : withRecording(send, baseUrl, record, clock);
}

function transportOf(options: ScimClientOptions): Transport {
  const { limits } = options;
  return openTransport({
    baseUrl: options.baseUrl,
    contentType: options.contentType ?? "application/scim+json",
    headers: {
      "user-agent": "scimsync",
      ...(options.accept !== undefined && { accept: options.accept }),
      ...options.headers,
    },
    connections: limits.concurrency,
    timeout: limits.timeout,
    ...(options.connection !== undefined && { connection: options.connection }),
    ...(options.dispatcher !== undefined && { dispatcher: options.dispatcher }),
    ...(options.mayLeave !== undefined && { mayLeave: options.mayLeave }),
  });
}
