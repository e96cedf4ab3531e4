import { z } from "zod";
import { duration } from "./value-schemas.ts";

const span = duration.regex(/[1-9]/, "must be more than 0");

const rate = z
  .strictObject({
    requests: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({ description: "Never more than so many in any span of that length.", examples: [180] }),
    every: span.meta({ description: "The span, wherever it begins.", examples: ["1m"] }),
    burst: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({
        description: "Requests of them that may go at once, the others evenly. All of them when left out.",
        examples: [20],
      })
      .optional(),
    methods: z
      .array(z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]))
      .min(1)
      .meta({ description: "Methods that it counts. All when left out.", examples: [["POST"]] })
      .optional(),
    of: z
      .string()
      .max(300)
      .regex(
        /^(?:users|groups|\/[\w.~-]+(?:\/[\w.~-]+)*(?:\/\*)?)$/,
        "write users, groups, or a path below baseUrl: /Groups for the list, /Groups/* for each of them",
      )
      .meta({
        description: "What it counts: users, groups, a path below baseUrl. Everything when left out.",
        examples: ["users", "/Groups/*"],
      })
      .optional(),
    perResource: z
      .boolean()
      .meta({ description: "true: each path has a quota of its own.", examples: [true] })
      .optional(),
  })
  .meta({ description: "A limit for some of the requests." });

/** `limits`: how fast and how much at once. */
export const limits = z
  .strictObject({
    requestsPerSecond: z
      .number()
      .positive()
      .max(100_000)
      .meta({ description: "Requests a second, evenly. No limit when left out.", examples: [10] })
      .optional(),
    burst: z
      .int()
      .min(1)
      .max(100_000)
      .meta({
        description: "Requests that may go at once after a quiet time. 1 when left out.",
        examples: [20],
      })
      .optional(),
    concurrency: z
      .int()
      .min(1)
      .max(256)
      .meta({ description: "Requests in flight. 8 when left out.", examples: [8] })
      .optional(),
    timeout: duration
      .meta({ description: "For one request, connection included. 60s when left out.", examples: ["60s"] })
      .optional(),
    rates: z
      .array(rate)
      .max(50)
      .meta({
        description: "Limits and quotas besides, which all hold: of a method, of an endpoint, in an hour.",
        examples: [[{ requests: 1000, every: "1h", methods: ["POST"], of: "users" }]],
      })
      .optional(),
    maxWait: span
      .meta({
        description:
          "So long a request waits in all for pauses and repeats; a target that refuses everything for longer is left. 1h when left out.",
        examples: ["1h"],
      })
      .optional(),
  })
  .meta({ description: "How fast and how much at once." });
