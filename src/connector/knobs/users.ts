import { z } from "zod";
import { attributeRules } from "../rule-schema.ts";
import { plainPath, plainPaths } from "./values.ts";

/** How attributes are changed, of users and of groups. */
export const update = z.enum(["auto", "patch", "put"]);

/** What the values of `update` mean. */
export const updateValues = {
  auto: "PATCH, or PUT of the whole where the service says that it has no PATCH.",
  patch: "Always PATCH.",
  put: "Always PUT of the whole, laid over what is there; PATCH is never sent.",
};

const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

/** How a change of an account is written. */
const writing = {
  update: update.meta({
    description: "How the attributes of an account are changed.",
    values: updateValues,
  }),
  patchForm: z.enum(["paths", "noPath", "dottedKeys"]).meta({
    description: "How PATCH says what changes.",
    values: {
      paths: "PATCH has an operation with a path for each change.",
      noPath: "PATCH has one operation without a path, whose value is an object.",
      dottedKeys: "PATCH has one operation without a path, with keys such as name.givenName.",
    },
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
    description: "How one of several values, such as the work address of emails, is changed.",
    values: {
      byType: 'One value at a time, through a path such as emails[type eq "work"].',
      whole: "All values at once: the whole list is sent.",
    },
  }),
  extensionPath: z.enum(["colon", "dot", "object"]).meta({
    description: "How PATCH addresses an attribute of an extension, such as department.",
    values: {
      colon: "As urn:…:User:department.",
      dot: "As urn:…:User.department.",
      object: "As an object under the URN.",
    },
  }),
  putOmission: z.enum(["unknown", "clears", "keeps"]).meta({
    description: "What PUT does with attributes that it leaves out.",
    values: {
      unknown: "The first PUT that leaves something out shows whether that goes or stays.",
      clears: "PUT clears what it leaves out, so every PUT says all that is there.",
      keeps: "PUT keeps what it leaves out, so what shall go is sent as null.",
    },
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
    description: "What becomes of externalId.",
    values: {
      kept: "externalId is kept as it was sent.",
      ignored: "externalId is not kept, so nobody is found by it.",
      isId: "externalId is the id of the account, too.",
    },
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
      description: "What POST does for somebody whom the service knows although no list shows them.",
      values: {
        new: "POST makes a new account.",
        adopts: "POST takes in the account that somebody has already, under its own id.",
      },
    }),
    created: z.enum(["asSent", "active", "invited"]).meta({
      description: "What an account is after POST.",
      values: {
        asSent: "A new account is active or not, as was sent.",
        active: "A new account is active, whatever was sent.",
        invited: "A new account is invited, and not active before its owner accepts.",
      },
    }),
    ...writing,
    ...keeping,
  })
  .meta({ description: "What the provider does with users." });
