import { z } from "zod";
import { duration, percent } from "./value-schemas.ts";

/** `limits`: how fast and how much at once. */
export const limits = z
  .strictObject({
    requestsPerSecond: z
      .number()
      .positive()
      .max(100_000)
      .meta({ description: "No limit of rate when left out.", examples: [10] })
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
  })
  .meta({ description: "How fast and how much at once." });

function guardLimit(defaults: string, counted: string) {
  return z
    .strictObject({
      percent: percent
        .meta({ description: `Share of ${counted} that may go in one run.`, examples: ["20%"] })
        .optional(),
      count: z
        .int()
        .min(0)
        .meta({ description: "Number that may go in one run; the smaller of both holds.", examples: [50] })
        .optional(),
      floor: z
        .int()
        .min(0)
        .meta({ description: "Up to this many always go.", examples: [5] })
        .optional(),
    })
    .meta({ description: `Holds removals of ${counted} beyond a limit. When left out: ${defaults}.` });
}

/** `guard`: removals beyond these limits are held for a person to look at. */
export const guard = z
  .strictObject({
    users: guardLimit("percent 20, count 50, floor 5", "users").optional(),
    groups: guardLimit("percent 20, count 10, floor 2", "groups").optional(),
    members: guardLimit("percent 30, floor 20", "the members of one group").optional(),
  })
  .meta({ description: "Removals beyond these limits are held." });
