const longestPause = 15 * 60_000;

/**
 * Milliseconds a `Retry-After` header asks for (RFC 9110 §10.2.3): seconds, or an HTTP date.
 * Clamped to 15 minutes; undefined when the header is absent or says nothing.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestPause);
}
