import { z } from "zod";
import { deactivate } from "./knobs/deactivate.ts";
import { endpoint, paths } from "./knobs/endpoint.ts";
import { groups } from "./knobs/groups.ts";
import { guide } from "./knobs/guide.ts";
import { bulk, pacing, quota, retryAfter } from "./knobs/pacing.ts";
import { matching, reads } from "./knobs/reads.ts";
import { auth } from "./knobs/sign-in.ts";
import { users } from "./knobs/users.ts";

/** The sections of a profile, with all their knobs. */
export const profileSections = {
  endpoint,
  auth,
  users,
  deactivate,
  groups,
  reads,
  matching,
  pacing,
  bulk,
  guide,
} as const;

/** As written, everything is optional: what is left out comes from the profile it extends. */
const written = {
  endpoint: endpoint.extend({ paths: paths.partial().meta(paths.meta() ?? {}) }),
  pacing: pacing.extend({
    retryAfter: retryAfter.partial().meta(retryAfter.meta() ?? {}),
    quota: quota.partial().meta(quota.meta() ?? {}),
  }),
};

function optional<S extends z.core.$ZodLooseShape>(
  section: z.ZodObject<S, z.core.$strict>,
  like: z.ZodType = section,
) {
  return section
    .partial()
    .meta(like.meta() ?? {})
    .optional();
}

/** A connector profile as written. */
export const profileSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "Of the form of this file. 1 when left out." }).optional(),
    extends: z
      .string()
      .min(1)
      .max(1000)
      .meta({ description: "The profile this one builds on; generic when left out.", examples: ["generic"] })
      .optional(),
    title: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: "A name for people.", examples: ["My app"] })
      .optional(),
    guide: optional(guide),
    endpoint: optional(written.endpoint, endpoint),
    auth: optional(auth),
    users: optional(users),
    deactivate: optional(deactivate),
    groups: optional(groups),
    reads: optional(reads),
    matching: optional(matching),
    pacing: optional(written.pacing, pacing),
    bulk: optional(bulk),
    defaults: z
      .record(z.string(), z.unknown())
      .meta({ description: "Defaults for everything a target can say, in the words of scimsync.yaml." })
      .optional(),
  })
  .meta({ title: "scimsync connector profile", description: "How a kind of service provider behaves." });
