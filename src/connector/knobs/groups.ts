import { z } from "zod";
import { attributeRules } from "../rule-schema.ts";
import { update } from "./users.ts";
import { plainPaths } from "./values.ts";

/** How many members, and how they are named. */
const members = {
  create: z
    .enum(["withMembers", "thenPatch"])
    .meta({ description: "Whether a group may be created with its members, or gets them afterwards." }),
  removeMembers: z.enum(["auto", "pathFilter", "valueList", "replace"]).meta({
    description:
      'How members are taken out: members[value eq "id"], a list of values, replacing the list by the rest, or auto, the first that works.',
  }),
  memberForm: z.enum(["value", "withDisplay", "withRef", "withType"]).meta({
    description: "What names a member: its id alone, or with display, $ref, or type User or Group.",
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
    description: "Whether reading a group tells its members. unknown: found out by the first read.",
  }),
  nested: z.enum(["taken", "refused"]).meta({ description: "Whether groups may be members of groups." }),
};

/** What the provider does with groups. */
export const groups = z
  .strictObject({
    support: z.enum(["full", "update", "read", "none"]).meta({
      description:
        "full: made, changed and deleted. update: those that are there can be changed, none made or deleted. read: only read. none: there are none.",
    }),
    update: update.meta({ description: "How groups are changed: patch, put, or auto." }),
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
