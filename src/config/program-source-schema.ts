import { z } from "zod";
import { liveExpect } from "./expect-schema.ts";
import { enriches, mayHave, names, sourceName } from "./source-part-schemas.ts";

/** `source` of the type program. */
export const programSource = z.strictObject({
  type: z
    .literal("program")
    .meta({ description: "The kind of source: a program that embeds scimsync hands the records over." }),
  name: sourceName,
  enriches,
  users: z.strictObject({ names }).meta({ description: "The people." }).optional(),
  groups: z.strictObject({ names }).meta({ description: "The groups." }).optional(),
  attributes: mayHave,
  expect: liveExpect.optional(),
});
