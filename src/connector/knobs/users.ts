import { z } from "zod";
import { attributeRules } from "../rule-schema.ts";
import { plainPath, plainPaths } from "./values.ts";

/** How attributes are changed, of users and of groups. */
export const update = z.enum(["auto", "patch", "put"]);

const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

/** How a change of an account is written. */
const writing = {
  update: update.meta({
    description: "How attributes are changed: patch, put, or patch when the provider says it can.",
  }),
  patchForm: z.enum(["paths", "noPath", "dottedKeys"]).meta({
    description:
      "How PATCH says what changes: operations with paths, one object without path, or one with dotted keys.",
  }),
  operationsPerRequest: z
    .int()
    .min(1)
    .max(10_000)
    .meta({ description: "Operations in one PATCH at most.", examples: [20] }),
  alone: z
    .array(plainPath)
    .max(100)
    .meta({
      description: "Attributes that each need a PATCH of their own, by path.",
      examples: [["active", "userName"]],
    }),
  multiValued: z.enum(["byType", "whole"]).meta({
    description:
      'How several values with a type are changed: through emails[type eq "work"], or all at once.',
  }),
  extensionPath: z.enum(["colon", "dot", "object"]).meta({
    description:
      "How PATCH addresses an attribute of an extension: URN:name, URN.name, or an object under the URN.",
  }),
  putOmission: z.enum(["unknown", "clears", "keeps"]).meta({
    description: "What PUT does with attributes that it leaves out. unknown: found out by the first PUT.",
  }),
  putDefaults: z.record(plainPath, scalar).meta({
    description:
      "What attributes become that a PUT leaves out, where that is more than nothing; each PUT says them, therefore.",
    examples: [{ active: false }],
  }),
};

/** What becomes of values. */
const keeping = {
  externalId: z.enum(["kept", "ignored", "isId"]).meta({
    description: "kept: as in the RFC. ignored: not kept, so nobody is found by it. isId: it is the id, too.",
  }),
  drops: plainPaths.meta({
    description: "Attributes that are taken without a word and not kept.",
    examples: [["displayName"]],
  }),
  refuses: plainPaths.meta({
    description: "Attributes that make a request fail; they are left out of what is sent.",
    examples: [["photos", "ims"]],
  }),
  immutable: plainPaths.meta({
    description: "Attributes that cannot be changed once the account is made.",
    examples: [["userName"]],
  }),
  volatile: plainPaths.meta({
    description: "Attributes that the service or its users change; what is read of them is not compared.",
    examples: [["displayName"]],
  }),
  lowerCases: plainPaths.meta({
    description: "Attributes whose text is kept in lower case.",
    examples: [["emails.value"]],
  }),
  rules: attributeRules,
};

/** What the provider does with users. */
export const users = z
  .strictObject({
    create: z.enum(["new", "adopts"]).meta({
      description:
        "What POST does for somebody whom the service knows although no list shows them: makes a new account, or takes in the one there is.",
    }),
    created: z.enum(["asSent", "active", "invited"]).meta({
      description:
        "What an account is after POST: active as was sent, active whatever was sent, or invited, and not active before its owner accepts.",
    }),
    ...writing,
    ...keeping,
  })
  .meta({ description: "What the provider does with users." });
