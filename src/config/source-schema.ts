import { z } from "zod";
import { csvSource } from "./csv-source-schema.ts";
import { ldapSource, ldifSource } from "./entry-source-schema.ts";
import { jsonSource } from "./json-source-schema.ts";
import { programSource } from "./program-source-schema.ts";
import { expression, text } from "./value-schemas.ts";

/** A source by its `type`. */
export const source = z
  .discriminatedUnion("type", [csvSource, ldifSource, jsonSource, ldapSource, programSource])
  .meta({
    description: "Where the directory comes from.",
  });

const prefer = text.meta({ description: "The name of a source.", examples: ["hr"] });

/** What a key in two sources means. */
export const merge = z
  .union([
    z
      .string()
      .regex(/^prefer \S+$/, "write prefer and the name of a source, such as: prefer hr")
      .meta({ examples: ["prefer hr"] }),
    z.strictObject({
      prefer: prefer.meta({ description: "The source whose values win.", examples: ["hr"] }),
      attributes: z
        .record(text, prefer)
        .meta({ description: "Another source for single attributes.", examples: [{ mail: "ad" }] })
        .optional(),
    }),
  ])
  .meta({
    description:
      "Records with one key in several sources become one; each attribute is taken from the source that is preferred for it, else from the first that has it. An error when left out.",
    examples: ["prefer hr"],
  });

const dynamicGroup = z.strictObject({
  where: expression.meta({
    description: "The users for which this holds are the members.",
    examples: ['user.department == "R&D"'],
  }),
  name: text.meta({ description: "The name of the group. Its key when left out." }).optional(),
});

/** Groups that no source has, by a key that never changes. */
export const dynamicGroups = z.record(text, dynamicGroup).meta({
  description:
    "Groups whose members are those who satisfy an expression, each under a key that never changes.",
  examples: [{ engineers: { where: 'user.department == "R&D"' } }],
});

export type SourceWritten = z.infer<typeof source>;
export type MergeWritten = z.infer<typeof merge>;
