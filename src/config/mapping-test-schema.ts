import { z } from "zod";
import { text } from "./value-schemas.ts";

const record = z.record(z.string(), z.unknown());

/** An ISO 8601 instant in UTC. */
const instant = z.string().refine(isInstant, "write a time in UTC, such as 2026-01-31T00:00:00Z");

/** There is no 31 February either. */
function isInstant(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text)) return false;
  const moment = Date.parse(text);
  return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 19) === text.slice(0, 19);
}

const reason = z.union([z.literal(true), text]);

const test = z
  .strictObject({
    name: text.meta({ description: "What it shows, for people." }).optional(),
    kind: z.enum(["user", "group"]).meta({ description: "user when left out." }).optional(),
    given: record.meta({
      description: "The record, by the names of the source; groups: [names] are those of the user.",
      examples: ["{ email: ann@example.com }"],
    }),
    expect: record
      .meta({
        description: "What the SCIM resource holds; null for what it must not have.",
        examples: ["{ userName: ann@example.com }"],
      })
      .optional(),
    exact: z.boolean().meta({ description: "expect is the whole resource." }).optional(),
    outOfScope: reason
      .meta({ description: "The record gets no account: true, or words of the reason.", examples: [true] })
      .optional(),
    rejected: reason
      .meta({ description: "The record cannot be mapped: true, or words of the reason.", examples: [true] })
      .optional(),
  })
  .meta({ description: "A record, and what becomes of it." });

/** A file of mapping tests as written. */
export const mappingTestSchema = z.strictObject({
  target: text.meta({ description: "The id of the target whose mapping is tested.", examples: ["my-app"] }),
  now: instant.meta({ description: "When the tests happen; now when left out." }).optional(),
  tests: z
    .array(test)
    .min(1)
    .max(10_000)
    .meta({ description: "The tests.", examples: ["- given: { … }"] }),
});

/** The same with nothing required at the top, to check the rest of a file in which something is missing. */
export const partialMappingTestSchema = mappingTestSchema.partial();

export type MappingTestWritten = z.infer<typeof test>;
