import { z } from "zod";
import { attributeRules } from "../rule-schema.ts";
import { update, updateValues } from "./users.ts";
import { plainPaths } from "./values.ts";

/** How many members, and how they are named. */
const members = {
  create: z.enum(["withMembers", "thenPatch"]).meta({
    description: "Whether a group may be created with its members.",
    values: {
      withMembers: "POST of a group may have its members.",
      thenPatch: "A group is made without members, and gets them afterwards.",
    },
  }),
  removeMembers: z.enum(["auto", "pathFilter", "valueList", "replace"]).meta({
    description: "How members are taken out of a group.",
    values: {
      auto: "The first of the others that is seen to work.",
      pathFilter: 'By a path: remove members[value eq "id"].',
      valueList: "By remove members, with a list of those who go.",
      replace: "By replacing the list with those who stay.",
    },
  }),
  memberForm: z.enum(["value", "withDisplay", "withRef", "withType"]).meta({
    description: "What names a member.",
    values: {
      value: "Its id alone.",
      withDisplay: "Its id and its display name.",
      withRef: "Its id and its address ($ref).",
      withType: "Its id and its type, User or Group.",
    },
  }),
  membersPerRequest: z
    .int()
    .min(1)
    .max(100_000)
    .meta({ description: "Members in one request at most.", examples: [1000] }),
  membersPerGroup: z
    .int()
    .min(0)
    .max(10_000_000)
    .meta({ description: "Members that a group can have; 0: no limit is known.", examples: [1000] }),
  bytesPerRequest: z
    .int()
    .min(1000)
    .max(64_000_000)
    .meta({ description: "Bytes of one request about members at most.", examples: [1_000_000] }),
  membersReadable: z.union([z.boolean(), z.literal("unknown")]).meta({
    description: "Whether reading a group tells its members.",
    values: {
      true: "Reading a group tells its members.",
      false: "No answer tells the members of a group, so our own record of them stands.",
      unknown: "The first read after a write shows whether members are told.",
    },
  }),
  nested: z.enum(["taken", "refused"]).meta({
    description: "Whether groups may be members of groups.",
    values: {
      taken: "A group may have groups as members.",
      refused: "A group has users as members, and nothing else.",
    },
  }),
};

/** What the provider does with groups. */
export const groups = z
  .strictObject({
    support: z.enum(["full", "update", "read", "none"]).meta({
      description: "What can be done with groups.",
      values: {
        full: "Groups can be made, changed and deleted.",
        update: "Groups that are there can be changed; none can be made or deleted.",
        read: "Groups can only be read.",
        none: "There are no groups.",
      },
    }),
    update: update.meta({ description: "How groups are changed.", values: updateValues }),
    operationsPerRequest: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "Operations in one PATCH of a group at most.", examples: [2] }),
    ...members,
    immutable: plainPaths.meta({
      description: "Attributes that cannot be changed once the group is made.",
      examples: [["displayName"]],
    }),
    rules: attributeRules,
  })
  .meta({ description: "What the provider does with groups." });
