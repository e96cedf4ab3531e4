import { z } from "zod";
import { fileExpect } from "./expect-schema.ts";
import { by, column, encoding, filter, files, names, sourceName, enriches } from "./source-part-schemas.ts";
import { text } from "./value-schemas.ts";

const separator = z
  .string()
  .min(1)
  .max(8)
  .meta({ description: "What stands between the values; ; when left out.", examples: [";"] });

const listColumn = z
  .union([
    text,
    z.strictObject({
      column: column.meta({ description: "The column.", examples: ["groups"] }),
      separator: separator.optional(),
      by: by.optional(),
    }),
  ])
  .meta({
    description: "A column that names several records: its name, or { column, separator, by }.",
    examples: ["groups"],
  });

const lists = z
  .record(text, separator)
  .meta({
    description: "Columns with several values in one cell, and what stands between them.",
    examples: [{ phones: ";" }],
  })
  .optional();

const users = z
  .strictObject({
    file: files,
    key: column.meta({
      description: "The column with the identifier of a person that never changes.",
      examples: ["employee_id"],
    }),
    filter: filter.optional(),
    lists,
    names,
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
    file: files,
    key: column.meta({ description: "The column with the identifier of a group.", examples: ["group_id"] }),
    name: column.meta({ description: "The column with the name of the group.", examples: ["name"] }),
    filter: filter.optional(),
    lists,
    names,
    members: listColumn
      .meta({ description: "A column with the members, several in one cell.", examples: ["members"] })
      .optional(),
    parent: listColumn
      .meta({ description: "A column with the groups that this group is nested in.", examples: ["parent"] })
      .optional(),
  })
  .meta({ description: "The file with the groups." });

const memberships = z
  .strictObject({
    file: files,
    group: column.meta({ description: "The column that names the group.", examples: ["group_id"] }),
    groupBy: by.optional(),
    member: column.meta({ description: "The column that names the member.", examples: ["employee_id"] }),
    memberBy: by.optional(),
  })
  .meta({ description: "The file with one row a membership." });

/** `source` of the type csv. */
export const csvSource = z
  .strictObject({
    type: z.literal("csv").meta({ description: "The kind of source." }),
    name: sourceName,
    enriches,
    users,
    groups: groups.optional(),
    memberships: memberships.optional(),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/, String.raw`write one character, such as ";", "," or "\t"`)
      .meta({ description: "What stands between the cells; detected when left out.", examples: [";"] })
      .optional(),
    encoding,
    expect: fileExpect.optional(),
  })
  .refine(({ memberships, groups }) => memberships === undefined || groups !== undefined, {
    path: ["memberships"],
    message: "needs groups beside it; write groups: { file: groups.csv, key: group_id, name: name }",
  });

export type CsvSourceWritten = z.infer<typeof csvSource>;
export type ListColumnWritten = z.infer<typeof listColumn>;
