import { z } from "zod";
import { duration, percent, text } from "./value-schemas.ts";

const count = z.int().min(0);

const maxShrink = z
  .union([
    percent,
    z.strictObject({
      users: percent
        .meta({ description: "Of the users of the last good read.", examples: ["20%"] })
        .optional(),
      groups: percent.meta({ description: "Of its groups.", examples: ["20%"] }).optional(),
      members: percent
        .meta({ description: "Of the members of any single group.", examples: ["50%"] })
        .optional(),
      values: z
        .record(text, percent)
        .meta({
          description:
            "Of the users with any single value of an attribute: a department that vanishes whole.",
          examples: [{ department: "50%" }],
        })
        .optional(),
      floor: z
        .int()
        .min(1)
        .meta({
          description: "members and values say nothing of fewer than this many missing. 5 when left out.",
        })
        .optional(),
    }),
  ])
  .meta({
    description:
      "Refuse the run when more than this is missing against the last good read. One percentage is meant of users.",
    examples: ["20%"],
  });

const common = {
  minUsers: count.meta({ description: "Fewer users refuse the run. 1 when left out." }).optional(),
  minGroups: count.meta({ description: "Fewer groups refuse the run. 0 when left out." }).optional(),
  maxShrink: maxShrink.optional(),
};

const proof = {
  maxAge: duration
    .meta({ description: "Refuse the run when a file is older.", examples: ["36h"] })
    .optional(),
  sha256: text
    .meta({
      description:
        "A file beside each file, with its SHA-256 as sha256sum writes it; {file} stands for its path.",
      examples: ["{file}.sha256"],
    })
    .optional(),
  rows: text
    .meta({
      description: "A file beside each file, with the number of its records; {file} stands for its path.",
      examples: ["{file}.count"],
    })
    .optional(),
  trailer: text
    .meta({
      description:
        "The last line of each file, which is no record; {rows} in it stands for the number of records.",
      examples: ["END {rows}"],
    })
    .optional(),
  finalNewline: z
    .boolean()
    .meta({ description: "Refuse a file whose last line does not end in a newline: it may be cut." })
    .optional(),
};

const description = "What must hold of a read before it is believed.";

/** Of sources in files. */
export const fileExpect = z.strictObject({ ...common, ...proof }).meta({ description });

/** Of sources that are not files: nothing of them is old, and they prove their own end. */
export const liveExpect = z.strictObject(common).meta({ description });

export type ExpectWritten = z.infer<typeof fileExpect>;
