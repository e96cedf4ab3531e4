import { z } from "zod";
import { headerName } from "./values.ts";

/** The header that says how long to wait. */
export const retryAfter = z
  .strictObject({
    header: headerName.meta({
      description: "The name of the header that says how long to wait.",
      examples: ["X-Retry-After"],
    }),
    form: z.enum(["auto", "seconds", "date", "unix"]).meta({
      description: "What the header that says how long to wait holds.",
      values: {
        auto: "Whatever it says is understood: seconds, a date, or an instant.",
        seconds: "So many seconds.",
        date: "An HTTP date.",
        unix: "An instant, as seconds or milliseconds since 1970.",
      },
    }),
  })
  .meta({ description: "The header that says how long to wait." });

/** Headers that tell what may still be asked. */
export const quota = z
  .strictObject({
    remaining: headerName.meta({
      description: "The header that tells how many requests are left.",
      examples: ["X-RateLimit-Remaining"],
    }),
    reset: headerName.meta({
      description: "The header that tells when there are more.",
      examples: ["X-RateLimit-Reset"],
    }),
    resetForm: z.enum(["auto", "seconds", "unix"]).meta({
      description: "What the header that tells when there are more holds.",
      values: {
        auto: "Whatever it says is understood: seconds, or an instant.",
        seconds: "So many seconds.",
        unix: "An instant, as seconds since 1970.",
      },
    }),
  })
  .meta({ description: "Headers that tell what may still be asked." });

/** What the provider says of its limits. */
export const pacing = z
  .strictObject({
    retryAfter,
    quota,
    retryStatuses: z
      .array(z.int().min(400).max(599))
      .max(10)
      .meta({ description: "Statuses that mean wait and try again, as 429 and 503 do.", examples: [[403]] }),
  })
  .meta({ description: "What the provider says of its limits. The limits themselves: defaults.limits." });

/** Bulk requests. */
export const bulk = z
  .strictObject({
    use: z.enum(["never", "offered"]).meta({
      description: "Whether several creates go in one request.",
      values: {
        never: "Each create is a request of its own.",
        offered: "Several creates go in one request, where ServiceProviderConfig offers that.",
      },
    }),
    operationsPerRequest: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "Operations in one request at most.", examples: [100] }),
    bytesPerRequest: z
      .int()
      .min(1000)
      .max(64_000_000)
      .meta({ description: "Bytes of one request at most.", examples: [1_000_000] }),
  })
  .meta({ description: "Bulk requests (RFC 7644 section 3.7)." });
