import { z } from "zod";
import { duration, percent, text } from "./value-schemas.ts";

const column = text.meta({ description: "A column of the file.", examples: ["employee_id"] });
const file = text.meta({ description: "Path, relative to this file.", examples: ["people.csv"] });

const listColumn = z
  .union([
    text,
    z.strictObject({
      column: column.meta({ description: "The column.", examples: ["groups"] }),
      separator: z
        .string()
        .min(1)
        .max(8)
        .meta({ description: "What stands between the keys; ; when left out.", examples: [";"] })
        .optional(),
    }),
  ])
  .meta({
    description: "A column that holds several keys: its name, or { column, separator }.",
    examples: ["groups"],
  });

const users = z
  .strictObject({
    file,
    key: column.meta({
      description: "The column with the identifier of a person that never changes.",
      examples: ["employee_id"],
    }),
    groups: listColumn
      .meta({
        description: "A column with the groups of the user, several in one cell.",
        examples: ["groups"],
      })
      .optional(),
  })
  .meta({ description: "The file with the people.", examples: [{ file: "people.csv", key: "employee_id" }] });

const groups = z
  .strictObject({
    file,
    key: column.meta({ description: "The column with the identifier of a group.", examples: ["group_id"] }),
    name: column.meta({ description: "The column with the name of the group.", examples: ["name"] }),
    members: listColumn
      .meta({
        description: "A column with the keys of the members, several in one cell.",
        examples: ["members"],
      })
      .optional(),
    parent: listColumn
      .meta({
        description: "A column with the keys of the groups that this group is nested in.",
        examples: ["parent"],
      })
      .optional(),
  })
  .meta({ description: "The file with the groups." });

const memberships = z
  .strictObject({
    file,
    group: column.meta({ description: "The column with the key of the group.", examples: ["group_id"] }),
    member: column.meta({ description: "The column with the key of the member.", examples: ["employee_id"] }),
  })
  .meta({ description: "The file with one row a membership." });

const expect = z
  .strictObject({
    minUsers: z.int().min(0).meta({ description: "Fewer users refuse the run. 1 when left out." }).optional(),
    minGroups: z
      .int()
      .min(0)
      .meta({ description: "Fewer groups refuse the run. 0 when left out." })
      .optional(),
    maxShrink: percent
      .meta({
        description: "Refuse the run when more users than this are missing against the last good read.",
        examples: ["20%"],
      })
      .optional(),
    maxAge: duration
      .meta({ description: "Refuse the run when a file is older.", examples: ["36h"] })
      .optional(),
  })
  .meta({ description: "What must hold of a read before it is believed." });

const csv = z
  .strictObject({
    type: z.literal("csv").meta({ description: "The kind of source." }),
    users,
    groups: groups.optional(),
    memberships: memberships.optional(),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/, String.raw`write one character, such as ";", "," or "\t"`)
      .meta({ description: "What stands between the cells; detected when left out.", examples: [";"] })
      .optional(),
    expect: expect.optional(),
  })
  .refine(({ memberships, groups }) => memberships === undefined || groups !== undefined, {
    path: ["memberships"],
    message: "needs groups beside it; write groups: { file: groups.csv, key: group_id, name: name }",
  });

/** A source by its `type`; other kinds join this list. */
export const source = z.discriminatedUnion("type", [csv]).meta({
  description: "Where the directory comes from.",
});

export type SourceWritten = z.infer<typeof source>;
export type ListColumnWritten = z.infer<typeof listColumn>;
