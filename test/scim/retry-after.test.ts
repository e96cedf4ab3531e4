import { describe, expect, test } from "vitest";
import { usualPacingHeaders } from "../../src/scim/pace/pacing-headers.ts";
import { readQuota } from "../../src/scim/pace/quota-headers.ts";
import { retryAfterMs } from "../../src/scim/pace/retry-after.ts";
import { noon } from "./held-clock.ts";

type Form = "auto" | "seconds" | "date" | "unix";

const hour = 3_600_000;
const inAMinute = new Date(noon + 60_000);
/** RFC 9110 §5.6.7: the preferred form, that of RFC 850, and that of asctime(). */
const imf = inAMinute.toUTCString();
const rfc850 = "Sunday, 22-Nov-26 12:01:00 GMT";
const asctime = "Sun Nov 22 12:01:00 2026";

describe("Retry-After", () => {
  test.each<[string | undefined, Form, number | undefined]>([
    ["7", "auto", 7_000],
    [" 7 ", "auto", 7_000],
    ["0.5", "auto", 500],
    ["7s", "auto", 7_000],
    ["7 seconds", "auto", 7_000],
    ["3, 7", "auto", 7_000],
    ["-5", "auto", 0],
    ["0", "auto", 0],
    ["86400", "auto", hour],
    ["99999999999999999999", "seconds", hour],
    [imf, "auto", 60_000],
    [rfc850, "auto", 60_000],
    [asctime, "auto", 60_000],
    [inAMinute.toISOString(), "auto", 60_000],
    ["2026-11-22T13:01:00+01:00", "auto", 60_000],
    [new Date(noon - 60_000).toUTCString(), "auto", 0],
    [new Date(noon + 9 * hour).toUTCString(), "auto", hour],
    [String((noon + 60_000) / 1000), "auto", 60_000],
    [String(noon + 60_000), "auto", 60_000],
    [String((noon + 60_000) / 1000), "unix", 60_000],
    [String(noon + 60_000), "unix", 60_000],
    [String((noon - 60_000) / 1000), "unix", 0],
    ["60", "unix", 0],
    [imf, "date", 60_000],
    ["60", "date", undefined],
    [imf, "seconds", undefined],
    ["soon", "auto", undefined],
    ["soon 5", "auto", undefined],
    ["May", "auto", undefined],
    ["1e9", "auto", undefined],
    ["Infinity", "auto", undefined],
    ["Sun, 99 Nov 2026 12:01:00 GMT", "auto", undefined],
    ["", "auto", undefined],
    [undefined, "auto", undefined],
  ])("%j read as %s is %s ms", (header, form, ms) => {
    const headers = header === undefined ? {} : { "retry-after": header };
    expect(retryAfterMs(headers, { header: "Retry-After", form }, noon)).toBe(ms);
  });

  test("under the name the provider gives it, which wins over the usual one; else under that", () => {
    const names = { header: "X-Retry-After", form: "unix" } as const;
    const told = { "x-retry-after": String((noon + 5_000) / 1000), "retry-after": "9" };
    expect(retryAfterMs(told, names, noon)).toBe(5_000);
    expect(retryAfterMs({ "retry-after": "9" }, names, noon)).toBe(9_000);
  });

  test("an instant is meant by the clock of the provider, where that is not ours", () => {
    const names = usualPacingHeaders.retryAfter;
    const theirs = noon - 3 * hour;
    const date = new Date(theirs).toUTCString();
    const instant = new Date(theirs + 20_000).toUTCString();
    expect(retryAfterMs({ date, "retry-after": instant }, names, noon)).toBe(20_000);
    expect(retryAfterMs({ date, "retry-after": String((theirs + 20_000) / 1000) }, names, noon)).toBe(20_000);
    // Seconds that both round to are no difference of clocks.
    const near = new Date(noon - 2_000).toUTCString();
    expect(retryAfterMs({ date: near, "retry-after": imf }, names, noon)).toBe(60_000);
  });
});

describe("what is left of a quota", () => {
  test.each([
    [
      { "x-ratelimit-remaining": "12", "x-ratelimit-reset": "30" },
      { remaining: 12, resetIn: 30_000 },
    ],
    [
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String((noon + 5_000) / 1000) },
      { remaining: 0, resetIn: 5_000 },
    ],
    [
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(noon + 5_000) },
      { remaining: 0, resetIn: 5_000 },
    ],
    [
      { "x-ratelimit-remaining": "-3", "x-ratelimit-reset": "30" },
      { remaining: 0, resetIn: 30_000 },
    ],
    [
      { "x-ratelimit-remaining": "5", "x-ratelimit-reset": "999999" },
      { remaining: 5, resetIn: hour },
    ],
    [
      { "ratelimit-remaining": "5", "ratelimit-reset": "3" },
      { remaining: 5, resetIn: 3_000 },
    ],
    [{ ratelimit: "limit=100, remaining=50, reset=5" }, { remaining: 50, resetIn: 5_000 }],
    [{ ratelimit: '"default";r=50;t=30' }, { remaining: 50, resetIn: 30_000 }],
    [{ ratelimit: '"burst";r=9;t=1, "day";r=2;t=800' }, { remaining: 2, resetIn: 800_000 }],
    [{ ratelimit: '"default";r=50' }, undefined],
    [{ ratelimit: "nonsense" }, undefined],
    [{ "x-ratelimit-remaining": "5" }, undefined],
    [{ "x-ratelimit-remaining": "NaN", "x-ratelimit-reset": "3" }, undefined],
    [{}, undefined],
  ])("%j", (headers, quota) => {
    expect(readQuota(headers, usualPacingHeaders.quota, noon)).toEqual(quota);
  });

  test("under the names the provider gives, in the form it has", () => {
    const names = {
      remaining: "X-Rate-Limit-Remaining",
      reset: "X-Rate-Limit-Reset",
      resetForm: "unix",
    } as const;
    const headers = { "x-rate-limit-remaining": "1", "x-rate-limit-reset": String((noon + 7_000) / 1000) };
    expect(readQuota(headers, names, noon)).toEqual({ remaining: 1, resetIn: 7_000 });
  });
});
