import { z } from "zod";
import { metrics } from "./metrics-schema.ts";
import { notify } from "./notify-schema.ts";
import { dynamicGroups, merge, source } from "./source-schema.ts";
import { target } from "./target-schema.ts";
import { parseDuration } from "./duration.ts";
import { encryption } from "./encryption.ts";
import { duration, text } from "./value-schemas.ts";

/** Guards look back over a day, and approvals of what they held last as long. */
const shortestRetention = "7d";

const retention = duration
  .refine(
    (written) => parseDuration(written) >= parseDuration(shortestRetention),
    `must be ${shortestRetention} at least: guards and approvals look back`,
  )
  .meta({
    description:
      "How long runs and their operations are kept: older ones are removed at the end of a sync, and by prune. For ever when left out.",
    examples: ["400d"],
  });

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
    retention: retention.optional(),
    encryption: encryption.optional(),
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
    notify: notify.optional(),
    metrics: metrics.optional(),
  })
  .meta({ title: "scimsync config", description: "The config file of scimsync (scimsync.yaml)." });

/** The same with nothing required at the top, to check the rest of a file in which something is missing. */
export const partialConfigSchema = configSchema.partial();

export type ConfigWritten = z.infer<typeof partialConfigSchema>;
