import { z } from "zod";
import { attributeRules } from "./rule-schema.ts";

/** A header name as RFC 9110 section 5.1 has it. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, "is not a name a header can have");
const headerValue = z
  .string()
  .max(1000)
  .regex(/^[\t\x20-\x7e]*$/, "holds a line break or a character outside ASCII, which no header may have");

const update = z.enum(["auto", "patch", "put"]);

const endpoint = z
  .strictObject({
    contentType: z
      .enum(["application/scim+json", "application/json"])
      .meta({ description: "Content type of what is sent." })
      .optional(),
    headers: z
      .record(headerName, headerValue)
      .meta({ description: "Extra request headers. No secrets: those belong to auth of a target." })
      .optional(),
    discovery: z
      .enum(["trust", "ignore"])
      .meta({ description: "trust: believe ServiceProviderConfig. ignore: do not ask for it." })
      .optional(),
    schemas: z
      .enum(["trust", "ignore"])
      .meta({
        description: "trust: check values against /Schemas before they are sent. ignore: do not ask for it.",
      })
      .optional(),
  })
  .meta({ description: "How the service provider is spoken to." });

/** Paths of attributes without brackets. */
const plainPaths = z
  .array(
    z
      .string()
      .regex(
        /^(?:urn:[^\s[\]]{1,200}:)?[A-Za-z$][\w$-]{0,100}(?:\.[A-Za-z$][\w$-]{0,100})?$/,
        "write the path of an attribute without brackets, such as displayName or emails.value",
      ),
  )
  .max(100);

const users = z
  .strictObject({
    update: update
      .meta({
        description: "How attributes are changed: patch, put, or patch when the provider says it can.",
      })
      .optional(),
    multiValued: z
      .enum(["byType", "whole"])
      .meta({
        description:
          'How several values with a type are changed: through emails[type eq "work"], or all at once.',
      })
      .optional(),
    extensionPath: z
      .enum(["colon", "object"])
      .meta({
        description:
          "How PATCH addresses an attribute of an extension: URN:name, or an object under the URN.",
      })
      .optional(),
    drops: plainPaths
      .meta({
        description: "Attributes that are taken without a word and not kept, for the sandbox to play.",
        examples: [["displayName"]],
      })
      .optional(),
    lowerCases: plainPaths
      .meta({
        description: "Attributes whose text is kept in lower case, for the sandbox to play.",
        examples: [["emails.value"]],
      })
      .optional(),
    rules: attributeRules.optional(),
  })
  .meta({ description: "What the provider does with users." });

const groups = z
  .strictObject({
    support: z
      .enum(["full", "none"])
      .meta({ description: "none: there are no groups, or they cannot be written." })
      .optional(),
    create: z
      .enum(["withMembers", "thenPatch"])
      .meta({ description: "Whether a group may be created with its members, or gets them afterwards." })
      .optional(),
    removeMembers: z
      .enum(["pathFilter", "valueList"])
      .meta({ description: 'How members are taken out: members[value eq "id"], or a list of values.' })
      .optional(),
    update: update.meta({ description: "How groups are changed: patch, put, or auto." }).optional(),
    membersPerRequest: z
      .int()
      .min(1)
      .max(100_000)
      .meta({ description: "Members in one request at most.", examples: [1000] })
      .optional(),
    membersReadable: z
      .boolean()
      .meta({ description: "Whether reading a group tells its members." })
      .optional(),
    rules: attributeRules.optional(),
  })
  .meta({ description: "What the provider does with groups." });

/** A connector profile as written. Everything is optional: what is left out comes from the profile it extends. */
export const profileSchema = z
  .strictObject({
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
    endpoint: endpoint.optional(),
    users: users.optional(),
    groups: groups.optional(),
    defaults: z
      .record(z.string(), z.unknown())
      .meta({ description: "Defaults for everything a target can say, in the words of scimsync.yaml." })
      .optional(),
  })
  .meta({ title: "scimsync connector profile", description: "How a kind of service provider behaves." });
