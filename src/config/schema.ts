import { z } from "zod";
import { dynamicGroups, merge, source } from "./source-schema.ts";
import { target } from "./target-schema.ts";
import { text } from "./value-schemas.ts";

const targetId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "a target's id begins with a letter or digit and has letters, digits, . _ - only, 64 at most",
  );

/** scimsync.yaml as written. Descriptions and examples reach the editor through the JSON Schema. */
export const configSchema = z
  .strictObject({
    state: text
      .meta({
        description: "The SQLite file that keeps what was done. scimsync.db beside this file when left out.",
        examples: ["./scimsync.db"],
      })
      .optional(),
    source: z.union([source, z.array(source).min(1).max(100)]).meta({
      description: "One source, or a list of sources.",
      examples: ["{ type: csv, users: { file: people.csv, key: employee_id } }"],
    }),
    merge: merge.optional(),
    dynamicGroups: dynamicGroups.optional(),
    defaults: target
      .meta({
        description:
          "Anything a target can say, for all targets. Maps are merged key by key, lists replaced; " +
          "auth, assign and attributes are replaced whole.",
      })
      .optional(),
    targets: z.record(targetId, target).meta({
      description: "The service providers to push to, each under an id that never changes.",
      examples: ["my-app:"],
    }),
    notify: z
      .array(z.unknown())
      .meta({ description: "Not yet supported in this version: nothing is sent." })
      .optional(),
  })
  .meta({ title: "scimsync config", description: "The config file of scimsync (scimsync.yaml)." });

/** The same with nothing required at the top, to check the rest of a file in which something is missing. */
export const partialConfigSchema = configSchema.partial();

export type ConfigWritten = z.infer<typeof partialConfigSchema>;
