import type { PacingHeaders } from "./pacing-headers.ts";
import { longestPause, readWait } from "./retry-after.ts";

/** What an answer says of the requests that are left. */
export interface QuotaSaid {
  readonly remaining: number;
  /** Milliseconds until there are more; at most an hour. */
  readonly resetIn: number;
}

type Headers = Readonly<Record<string, string>>;

/**
 * Reads the headers that the provider uses, or those of the IETF draft on rate limits (draft-ietf-httpapi-ratelimit-headers,
 * in its older and newer form). Undefined when they are absent or make no sense.
 */
export function readQuota(
  headers: Headers,
  names: PacingHeaders["quota"],
  now: number,
): QuotaSaid | undefined {
  const own = said(headers[names.remaining.toLowerCase()], headers[names.reset.toLowerCase()]);
  if (own !== undefined) return own;
  const separate = said(headers["ratelimit-remaining"], headers["ratelimit-reset"]);
  return separate ?? readDraft(headers["ratelimit"]);

  function said(left: string | undefined, reset: string | undefined): QuotaSaid | undefined {
    if (left === undefined || reset === undefined) return undefined;
    return checked(
      Number(left.trim() === "" ? Number.NaN : left),
      readWait(reset, names.resetForm, headers, now),
    );
  }
}

/** `"hour";r=50;t=30, "day";r=900;t=8000`, or `limit=100, remaining=50, reset=30`: the policy with the least left counts. */
function readDraft(header: string | undefined): QuotaSaid | undefined {
  if (header === undefined) return undefined;
  const policies = /\bremaining\s*=/i.test(header) ? [header] : header.split(",");
  return policies
    .map((policy) => checked(parameter(policy, "r(?:emaining)?"), parameter(policy, "(?:t|reset)") * 1000))
    .filter((quota) => quota !== undefined)
    .toSorted((one, other) => one.remaining - other.remaining || other.resetIn - one.resetIn)[0];
}

function parameter(text: string, name: string): number {
  return Number(
    new RegExp(`(?:^|[;,\\s])${name}\\s*=\\s*(\\d{1,12})(?![\\d.])`, "i").exec(text)?.[1] ?? Number.NaN,
  );
}

function checked(remaining: number, resetIn: number | undefined): QuotaSaid | undefined {
  if (!Number.isFinite(remaining) || resetIn === undefined || !(resetIn > 0)) return undefined;
  return { remaining: Math.max(0, Math.floor(remaining)), resetIn: Math.min(resetIn, longestPause) };
}
