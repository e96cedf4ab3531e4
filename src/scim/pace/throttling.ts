import type { PacingHeaders } from "./pacing-headers.ts";
import { readQuota } from "./quota-headers.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { ScimResponse } from "../connection/transport.ts";

/** An answer by which a provider refuses to look at a request now. */
export interface Throttling {
  /** Milliseconds it asks us to wait, where it says. */
  readonly asked: number | undefined;
}

/** 429, 503 that says when to come back (RFC 6585 §4, RFC 9110 §15.6.4), or a status that the provider uses so. */
export function readThrottling(
  { status, headers }: ScimResponse,
  names: PacingHeaders,
  now: number,
): Throttling | undefined {
  const isOwn = isRetryStatus(status, names);
  if (status !== 429 && status !== 503 && !isOwn) return undefined;
  const asked = retryAfterMs(headers, names.retryAfter, now);
  if (status === 503 && !isOwn) return asked === undefined ? undefined : { asked };
  return { asked: asked ?? whenThereAreMore(headers, names, now) };
}

export function isRetryStatus(status: number, { retryStatuses }: PacingHeaders): boolean {
  return retryStatuses?.includes(status) === true;
}

function whenThereAreMore(
  headers: ScimResponse["headers"],
  names: PacingHeaders,
  now: number,
): number | undefined {
  const quota = readQuota(headers, names.quota, now);
  return quota?.remaining === 0 ? quota.resetIn : undefined;
}
