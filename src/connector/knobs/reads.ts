import { z } from "zod";
import { plainPaths } from "./values.ts";

/** How the provider is read. */
export const reads = z
  .strictObject({
    paging: z.enum(["auto", "index", "cursor", "none", "firstPage"]).meta({
      description:
        "How long lists are read: auto, by startIndex, by cursor, in one request, or the first page alone.",
    }),
    pageSize: z
      .int()
      .min(1)
      .max(100_000)
      .meta({ description: "Resources asked for in one page.", examples: [100] }),
    firstIndex: z
      .union([z.literal(0), z.literal(1)])
      .meta({ description: "The startIndex of the first resource: 1 as in the RFC, or 0." }),
    totalResults: z.enum(["trust", "ignore"]).meta({ description: "Whether totalResults is true." }),
    excludeMembers: z.boolean().meta({ description: "Whether excludedAttributes=members is understood." }),
    shows: z.enum(["all", "own"]).meta({
      description:
        "all: lists show every account. own: only those made by this client, so that a name can be taken by somebody who is not seen.",
    }),
  })
  .meta({ description: "How the provider is read." });

/** How accounts that are there are found. */
export const matching = z
  .strictObject({
    filter: z.enum(["auto", "trust", "list"]).meta({
      description:
        "How an account is looked for: auto, by filter once filters proved to work; trust, by filter; list, by listing once.",
    }),
    filterBy: plainPaths.meta({
      description: "Attributes that a filter may ask for; any when empty. Others are looked for in the list.",
      examples: [["userName", "externalId"]],
    }),
    otherFilters: z.enum(["refused", "findNobody", "findEverybody"]).meta({
      description: "What a filter that is not understood does. For the sandbox.",
    }),
    conflictStatuses: z
      .array(z.int().min(400).max(599))
      .max(10)
      .meta({ description: "Statuses besides 409 that say that a name is taken.", examples: [[400]] }),
  })
  .meta({ description: "How accounts that are there are found." });
