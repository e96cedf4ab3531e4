import { z } from "zod";
import { addressTemplate, headerName, headerValue, sentence, urlPath, variableName } from "./values.ts";

const path = (of: string, usual: string) =>
  urlPath.meta({ description: `Where ${of} are, below the base URL.`, examples: [usual] });

/** Where the resources are; RFC 7644 section 3.2 names them. */
export const paths = z
  .strictObject({
    users: path("users", "/Users"),
    groups: path("groups", "/Groups"),
    serviceProviderConfig: path("capabilities", "/ServiceProviderConfig"),
    schemas: path("schemas", "/Schemas"),
    resourceTypes: path("resource types", "/ResourceTypes"),
    bulk: path("bulk requests", "/Bulk"),
  })
  .meta({ description: "Paths below the base URL, where they are not those of the RFC." });

/** How the service provider is spoken to. */
export const endpoint = z
  .strictObject({
    baseUrl: addressTemplate.meta({
      description:
        "Where the SCIM endpoint begins, without /Users; {names} stand for what `vars` of a target says.",
      examples: ["https://{host}/api/scim/v2"],
    }),
    vars: z.record(variableName, sentence).meta({
      description: "What each {name} of the base URL is, and where to find it.",
      examples: [{ host: "the organisation's own host, such as acme.example.com" }],
    }),
    paths,
    contentType: z
      .enum(["application/scim+json", "application/json"])
      .meta({ description: "Content type of what is sent." }),
    accept: z.enum(["any", "application/scim+json", "application/json"]).meta({
      description: "What answers may be: any names both types, for a service that takes one alone.",
    }),
    headers: z
      .record(headerName, headerValue)
      .meta({ description: "Extra request headers. No secrets: those belong to auth of a target." }),
    writeQuery: z.record(z.string().min(1).max(100), z.string().max(1000)).meta({
      description: "Parameters that POST, PUT, PATCH and DELETE have in their address.",
      examples: [{ notifyType: "NONE" }],
    }),
    discovery: z
      .enum(["trust", "ignore"])
      .meta({ description: "trust: believe ServiceProviderConfig. ignore: do not ask for it." }),
    schemas: z.enum(["trust", "ignore"]).meta({
      description: "trust: check values against /Schemas before they are sent. ignore: do not ask for it.",
    }),
    etag: z.enum(["auto", "never", "always"]).meta({
      description:
        "auto: PUT says If-Match where it is claimed, and a 412 proved it. never: it does not. always: PUT and PATCH say it, after a GET.",
    }),
    operationCase: z
      .enum(["lower", "capital"])
      .meta({ description: "How PATCH spells its operations: add, or Add." }),
    booleans: z
      .enum(["native", "text"])
      .meta({ description: 'How PATCH gives true and false: as JSON has them, or as the text "True".' }),
    patchAnswers: z.enum(["resource", "nothing", "emptyObject"]).meta({
      description: "What PATCH answers: the resource, 204 and no body, or {}. For forecasts and the sandbox.",
    }),
    ids: z
      .enum(["text", "number"])
      .meta({ description: "What ids are in answers; a number is read as its digits. For the sandbox." }),
  })
  .meta({ description: "How the service provider is spoken to." });
