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
    etag: z
      .enum(["auto", "never"])
      .meta({
        description: "auto: PUT says If-Match where it is claimed, and a 412 proved it. never: it does not.",
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
    patchForm: z
      .enum(["paths", "noPath", "dottedKeys"])
      .meta({
        description:
          "How PATCH says what changes: operations with paths, one object without path, or one with dotted keys.",
      })
      .optional(),
    operationsPerRequest: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "Operations in one PATCH at most.", examples: [20] })
      .optional(),
    extensionPath: z
      .enum(["colon", "dot", "object"])
      .meta({
        description:
          "How PATCH addresses an attribute of an extension: URN:name, URN.name, or an object under the URN.",
      })
      .optional(),
    putOmission: z
      .enum(["clears", "keeps"])
      .meta({ description: "What PUT does with attributes that it leaves out." })
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
      .enum(["auto", "pathFilter", "valueList", "replace"])
      .meta({
        description:
          'How members are taken out: members[value eq "id"], a list of values, replacing the list by the rest, or auto, the first that works.',
      })
      .optional(),
    update: update.meta({ description: "How groups are changed: patch, put, or auto." }).optional(),
    membersPerRequest: z
      .int()
      .min(1)
      .max(100_000)
      .meta({ description: "Members in one request at most.", examples: [1000] })
      .optional(),
    bytesPerRequest: z
      .int()
      .min(1000)
      .max(64_000_000)
      .meta({ description: "Bytes of one request about members at most.", examples: [1_000_000] })
      .optional(),
    membersReadable: z
      .boolean()
      .meta({ description: "Whether reading a group tells its members." })
      .optional(),
    rules: attributeRules.optional(),
  })
  .meta({ description: "What the provider does with groups." });

const reads = z
  .strictObject({
    paging: z
      .enum(["auto", "index", "cursor", "none", "firstPage"])
      .meta({
        description:
          "How long lists are read: auto, by startIndex, by cursor, in one request, or the first page alone.",
      })
      .optional(),
    pageSize: z
      .int()
      .min(1)
      .max(100_000)
      .meta({ description: "Resources asked for in one page.", examples: [100] })
      .optional(),
    totalResults: z
      .enum(["trust", "ignore"])
      .meta({ description: "Whether totalResults is true." })
      .optional(),
    excludeMembers: z
      .boolean()
      .meta({ description: "Whether excludedAttributes=members is understood." })
      .optional(),
  })
  .meta({ description: "How the provider is read." });

const matching = z
  .strictObject({
    filter: z
      .enum(["auto", "trust", "list"])
      .meta({
        description:
          "How an account is looked for: auto, by filter once filters proved to work; trust, by filter; list, by listing once.",
      })
      .optional(),
  })
  .meta({ description: "How accounts that are there are found." });

const pacing = z
  .strictObject({
    retryAfter: z
      .strictObject({
        header: headerName.meta({ description: "Its name.", examples: ["X-Retry-After"] }).optional(),
        form: z
          .enum(["auto", "seconds", "date", "unix"])
          .meta({ description: "Seconds, an HTTP date, or seconds since 1970." })
          .optional(),
      })
      .meta({ description: "The header that says how long to wait." })
      .optional(),
    quota: z
      .strictObject({
        remaining: headerName
          .meta({ description: "Tells how many requests are left.", examples: ["X-RateLimit-Remaining"] })
          .optional(),
        reset: headerName
          .meta({ description: "Tells when there are more.", examples: ["X-RateLimit-Reset"] })
          .optional(),
        resetForm: z
          .enum(["auto", "seconds", "unix"])
          .meta({ description: "In so many seconds, or at so many seconds since 1970." })
          .optional(),
      })
      .meta({ description: "Headers that tell what may still be asked." })
      .optional(),
  })
  .meta({ description: "What the provider says of its limits." });

const bulk = z
  .strictObject({
    use: z
      .enum(["never", "offered"])
      .meta({ description: "offered: several creates go in one request where the provider offers it." })
      .optional(),
    operationsPerRequest: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "Operations in one request at most.", examples: [100] })
      .optional(),
    bytesPerRequest: z
      .int()
      .min(1000)
      .max(64_000_000)
      .meta({ description: "Bytes of one request at most.", examples: [1_000_000] })
      .optional(),
  })
  .meta({ description: "Bulk requests (RFC 7644 section 3.7)." });

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
    reads: reads.optional(),
    matching: matching.optional(),
    pacing: pacing.optional(),
    bulk: bulk.optional(),
    defaults: z
      .record(z.string(), z.unknown())
      .meta({ description: "Defaults for everything a target can say, in the words of scimsync.yaml." })
      .optional(),
  })
  .meta({ title: "scimsync connector profile", description: "How a kind of service provider behaves." });
