import { systemClock } from "../clock.ts";
import { silentLogger } from "../log.ts";
import { withCredentials } from "./credentials/auth.ts";
import { createAuthorizer } from "./credentials/authorizer.ts";
import type { ScimClientOptions } from "./client-options.ts";
import type { Ahead } from "./pace/ahead.ts";
import { createHurry } from "./pace/hurry.ts";
import { createRateLimiter, withRateLimit } from "./pace/rate-limit.ts";
import { withRecording } from "./recording/recording.ts";
import { newRequestCount, type RequestCount, withRequestCount } from "./request-count.ts";
import { defaultRetryPolicy, withRetry } from "./pace/retry.ts";
import { openTransport, type Send } from "./connection/transport.ts";

/** All that stands between a request as it is meant and the network. */
export interface Wire {
  readonly send: Send;
  readonly requests: RequestCount;
  /** Milliseconds that pauses announced by the provider held requests back. */
  readonly throttledMs: number;
  /** Milliseconds in which requests waited for limits, quotas or pauses, and not for answers of others. */
  readonly heldMs: number;
  /** Milliseconds that limits, quotas, pauses and refusals will hold back the last of these. */
  heldFor(ahead: readonly Ahead[]): number;
  close(): Promise<void>;
}

/**
 * Opens the wire to a service provider; nothing is sent yet. Innermost first, a request is recorded and counted as it
 * goes out, waits for its permit, is given the credentials, and is repeated where it may be.
 */
export function openWire(options: ScimClientOptions): Wire {
  const { clock = systemClock, random = Math.random, log = silentLogger, record, baseUrl, limits } = options;
  const requests = newRequestCount();
  const limiter = createRateLimiter(limits, clock, {
    log,
    random,
    ...(options.pacing !== undefined && { headers: options.pacing }),
  });
  const hurry = options.stop === undefined ? undefined : createHurry(options.stop, options.signal, clock);
  const transport = openTransport({
    baseUrl,
    contentType: options.contentType ?? "application/scim+json",
    headers: { "user-agent": "scimsync", ...options.headers },
    connections: limits.concurrency,
    timeout: limits.timeout,
    ...(options.connection !== undefined && { connection: options.connection }),
    ...(options.dispatcher !== undefined && { dispatcher: options.dispatcher }),
    ...(options.mayLeave !== undefined && { mayLeave: options.mayLeave }),
  });
  const authorizer = createAuthorizer({ ...options, clock, random, log });
  const recorded =
    record === undefined ? transport.send : withRecording(transport.send, baseUrl, record, clock);
  const paced = withRateLimit(withRequestCount(recorded, requests), limiter, hurry?.signal);
  const authorized = withCredentials(paced, authorizer, () => (requests.retried += 1), hurry?.signal);
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
  async function close(): Promise<void> {
    hurry?.close();
    await limiter.close();
    await transport.close();
  }
  return {
    send,
    requests,
    get throttledMs() {
      return limiter.throttledMs;
    },
    get heldMs() {
      return limiter.heldMs;
    },
    heldFor: (ahead) => limiter.heldFor(ahead),
    close,
  };
}
