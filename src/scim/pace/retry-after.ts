import type { PacingHeaders } from "./pacing-headers.ts";

type Headers = Readonly<Record<string, string>>;
type Form = PacingHeaders["retryAfter"]["form"];

/** No pause is longer: an hour is the longest span of a limit that a service is known to state. */
export const longestPause = 3_600_000;

/** So long a request waits in all before it is given up, where nothing else is said: the longest pause is waited out. */
export const defaultMaxWait = longestPause;

/**
 * Milliseconds that an answer asks us to wait (RFC 9110 §10.2.3): seconds, an HTTP date, or an instant in seconds or
 * milliseconds since 1970, in the header that the provider uses or in `Retry-After`. From 0 to one hour; undefined when
 * it is absent or says nothing.
 */
export function retryAfterMs(
  headers: Headers,
  names: PacingHeaders["retryAfter"],
  now: number,
): number | undefined {
  const own = headers[names.header.toLowerCase()];
  const ms =
    own === undefined
      ? readWait(headers["retry-after"], "auto", headers, now)
      : readWait(own, names.form, headers, now);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), longestPause);
}

/** Milliseconds from now that a header means, which may be negative. */
export function readWait(
  header: string | undefined,
  form: Form,
  headers: Headers,
  now: number,
): number | undefined {
  const text = header?.trim() ?? "";
  const numbers = /^[-+]?\d[\d.]*(?:\s*,\s*[-+]?\d[\d.]*)*\s*(?:s|seconds?)?$/i.test(text)
    ? text.split(",").map(Number.parseFloat)
    : [];
  const number = Math.max(...numbers);
  if (numbers.length > 0 && Number.isFinite(number))
    return form === "date" ? undefined : readNumber(number, form, headers, now);
  const instant = readInstant(text);
  return instant === undefined || form === "seconds" ? undefined : instant - theirNow(headers, now);
}

const aMillionSeconds = 1_000_000_000;

/** A number that is no wait anybody means is an instant: in seconds since 1970, or in milliseconds. */
function readNumber(number: number, form: Form, headers: Headers, now: number): number {
  if (form === "seconds" || (form === "auto" && number < aMillionSeconds)) return number * 1000;
  const instant = number >= aMillionSeconds * 1000 ? number : number * 1000;
  return instant - theirNow(headers, now);
}

/** Below this, the difference of two clocks is not told from the way of the answer and the seconds it is rounded to. */
const sameTime = 5_000;

/** An instant is meant by the provider's clock, which `Date` tells when it is not ours. */
function theirNow(headers: Headers, now: number): number {
  const theirs = readInstant(headers["date"] ?? "");
  return theirs === undefined || Math.abs(theirs - now) < sameTime ? now : theirs;
}

const httpDate = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s.*\b\d\d:\d\d:\d\d\b/i;
const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[-+]\d\d:?\d\d)$/i;

/**
 * The three forms of RFC 9110 §5.6.7, and ISO 8601. `Date.parse` alone would take "soon 5" for a day in May, and the
 * asctime form, which names no zone, for local time.
 */
function readInstant(text: string): number | undefined {
  if (isoDate.test(text)) return finite(Date.parse(text));
  if (!httpDate.test(text)) return undefined;
  return finite(Date.parse(/(?:gmt|utc|[-+]\d{4})\s*$/i.test(text) ? text : `${text} GMT`));
}

function finite(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
