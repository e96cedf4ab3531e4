import { z } from "zod";
import { fileExpect } from "./expect-schema.ts";
import {
  by,
  encoding,
  enriches,
  files,
  filter,
  mayHave,
  names as spokenNames,
  sourceName,
} from "./source-part-schemas.ts";
import { text } from "./value-schemas.ts";

const path = text.meta({ description: "A dotted path in the record.", examples: ["name.familyName"] });

const names = z
  .union([
    text,
    z.strictObject({
      path: path.meta({ description: "The dotted path of the value or list.", examples: ["members"] }),
      value: text
        .meta({ description: "In a list of objects, the member that holds the name. value when left out." })
        .optional(),
      by: by.optional(),
    }),
  ])
  .meta({ description: "A path to names of other records, or { path, value, by }.", examples: ["members"] });

const list = {
  file: files.optional(),
  at: path
    .meta({
      description: "The dotted path of the list in the document; found by itself in the usual forms.",
      examples: ["data.people"],
    })
    .optional(),
};

const users = z
  .strictObject({
    ...list,
    key: path.meta({ description: "The path of the identifier that never changes.", examples: ["id"] }),
    filter: filter.optional(),
    names: spokenNames,
    groups: names.optional(),
  })
  .meta({ description: "The people.", examples: [{ key: "id" }] });

const groups = z
  .strictObject({
    ...list,
    key: path.meta({ description: "The path of the identifier of a group.", examples: ["id"] }),
    name: path.meta({ description: "The path of its name.", examples: ["displayName"] }),
    filter: filter.optional(),
    names: spokenNames,
    members: names.optional(),
    parent: names.optional(),
  })
  .meta({ description: "The groups." });

const memberships = z
  .strictObject({
    ...list,
    group: path.meta({ description: "The path that names the group.", examples: ["group"] }),
    groupBy: by.optional(),
    member: path.meta({ description: "The path that names the member.", examples: ["member"] }),
    memberBy: by.optional(),
  })
  .meta({ description: "One object a membership." });

/** `source` of the type json. */
export const jsonSource = z
  .strictObject({
    type: z.literal("json").meta({ description: "The kind of source." }),
    name: sourceName,
    enriches,
    file: files.meta({ description: "The file of users, groups and memberships alike." }).optional(),
    users,
    groups: groups.optional(),
    memberships: memberships.optional(),
    attributes: mayHave,
    encoding,
    expect: fileExpect.optional(),
  })
  .refine(({ file, users }) => file !== undefined || users.file !== undefined, {
    path: ["file"],
    message: "is required, here or under users; write file: directory.json",
  })
  .refine(({ file, groups }) => groups === undefined || file !== undefined || groups.file !== undefined, {
    path: ["groups", "file"],
    message: "is required when no file stands above; write file: groups.json",
  })
  .refine(
    ({ file, memberships }) =>
      memberships === undefined || file !== undefined || memberships.file !== undefined,
    {
      path: ["memberships", "file"],
      message: "is required when no file stands above; write file: memberships.json",
    },
  )
  .refine(({ memberships, groups }) => memberships === undefined || groups !== undefined, {
    path: ["memberships"],
    message: "needs groups beside it; write groups: { key: id, name: name }",
  });

export type JsonSourceWritten = z.infer<typeof jsonSource>;
export type JsonNamesWritten = z.infer<typeof names>;
