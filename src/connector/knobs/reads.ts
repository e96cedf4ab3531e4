import { z } from "zod";
import { plainPaths } from "./values.ts";

/** How the provider is read. */
export const reads = z
  .strictObject({
    paging: z.enum(["auto", "index", "cursor", "none", "firstPage"]).meta({
      description: "How long lists are read.",
      values: {
        auto: "By cursor where ServiceProviderConfig speaks of it, else by startIndex.",
        index: "Page by page, by startIndex.",
        cursor: "Page by page, by cursor (RFC 9865).",
        none: "In one request, which gives all there are.",
        firstPage:
          "The first page alone: more cannot be had, so a list never proves that somebody is not there.",
      },
    }),
    pageSize: z
      .int()
      .min(1)
      .max(100_000)
      .meta({ description: "Resources asked for in one page.", examples: [100] }),
    firstIndex: z.union([z.literal(0), z.literal(1)]).meta({
      description: "The startIndex of the first resource.",
      values: { 1: "Lists are counted from 1.", 0: "Lists are counted from 0." },
    }),
    totalResults: z.enum(["trust", "ignore"]).meta({
      description: "Whether totalResults is true.",
      values: {
        trust: "A list is whole when it has as many as totalResults says.",
        ignore: "totalResults is not true, and not looked at.",
      },
    }),
    excludeMembers: z.boolean().meta({
      description: "Whether excludedAttributes=members is understood.",
      values: {
        true: "Groups are read without members where those are not needed.",
        false: "Groups always come with their members, whatever is asked.",
      },
    }),
    shows: z.enum(["all", "own"]).meta({
      description: "Whom lists show.",
      values: {
        all: "Lists show every account.",
        own: "Lists show only accounts that this client made, so that a name can be taken by somebody who is not seen.",
      },
    }),
  })
  .meta({ description: "How the provider is read." });

/** How accounts that are there are found. */
export const matching = z
  .strictObject({
    filter: z.enum(["auto", "trust", "list"]).meta({
      description: "How an account is looked for.",
      values: {
        auto: "By filter, once a look-up with a known answer showed that filters work.",
        trust: "By filter.",
        list: "In a list of all accounts, read once a run; no filter is sent.",
      },
    }),
    filterBy: plainPaths.meta({
      description: "Attributes that a filter may ask for; any when empty. Others are looked for in the list.",
      examples: [["userName", "externalId"]],
    }),
    otherFilters: z.enum(["refused", "findNobody", "findEverybody"]).meta({
      description: "What a filter that is not understood does. For the sandbox.",
      values: {
        refused: "It is refused.",
        findNobody: "It finds nobody.",
        findEverybody: "It finds everybody.",
      },
    }),
    conflictStatuses: z
      .array(z.int().min(400).max(599))
      .max(10)
      .meta({ description: "Statuses besides 409 that say that a name is taken.", examples: [[400]] }),
  })
  .meta({ description: "How accounts that are there are found." });
