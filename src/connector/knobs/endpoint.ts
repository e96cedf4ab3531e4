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
    contentType: z.enum(["application/scim+json", "application/json"]).meta({
      description: "Content type of what is sent.",
      values: {
        "application/scim+json": "What is sent says application/scim+json.",
        "application/json": "What is sent says application/json; the other is refused there.",
      },
    }),
    accept: z.enum(["any", "application/scim+json", "application/json"]).meta({
      description: "Which content types we say that we take in answers.",
      values: {
        any: "Requests say that answers may have either type.",
        "application/scim+json": "Requests ask for application/scim+json alone.",
        "application/json": "Requests ask for application/json alone.",
      },
    }),
    headers: z
      .record(headerName, headerValue)
      .meta({ description: "Extra request headers. No secrets: those belong to auth of a target." }),
    writeQuery: z.record(z.string().min(1).max(100), z.string().max(1000)).meta({
      description: "Parameters that POST, PUT, PATCH and DELETE have in their address.",
      examples: [{ notifyType: "NONE" }],
    }),
    discovery: z.enum(["trust", "ignore"]).meta({
      description: "Whether ServiceProviderConfig, what the service says of itself, is believed.",
      values: {
        trust: "ServiceProviderConfig is asked for and believed.",
        ignore: "ServiceProviderConfig is not asked for: it is not there, or untrue.",
      },
    }),
    schemas: z.enum(["trust", "ignore"]).meta({
      description: "Whether values are checked against /Schemas before they are sent.",
      values: {
        trust: "Values are checked against /Schemas, where there is one.",
        ignore: "/Schemas is not asked for: it is not there, or untrue.",
      },
    }),
    etag: z.enum(["auto", "never", "always"]).meta({
      description: "Whether a write names the version that it changes (If-Match).",
      values: {
        auto: "PUT says If-Match where that is claimed, and a 412 proved it.",
        never: "No request says If-Match.",
        always: "PUT and PATCH say If-Match, after a GET that tells the version.",
      },
    }),
    operationCase: z.enum(["lower", "capital"]).meta({
      description: "How PATCH spells its operations.",
      values: {
        lower: "add, replace, remove, as the RFC has them.",
        capital: "Add, Replace, Remove.",
      },
    }),
    booleans: z.enum(["native", "text"]).meta({
      description: "How PATCH gives true and false.",
      values: {
        native: "true and false, as JSON has them.",
        text: 'As the texts "True" and "False".',
      },
    }),
    patchAnswers: z.enum(["resource", "nothing", "emptyObject"]).meta({
      description: "What PATCH answers. For forecasts and the sandbox.",
      values: {
        resource: "PATCH answers with the resource.",
        nothing: "PATCH answers 204 without a body, so what was kept is read afterwards.",
        emptyObject: "PATCH answers {}, so what was kept is read afterwards.",
      },
    }),
    ids: z.enum(["text", "number"]).meta({
      description: "What ids are in answers. For the sandbox.",
      values: {
        text: "Ids are text.",
        number: "Ids are numbers, and are read as their digits.",
      },
    }),
  })
  .meta({ description: "How the service provider is spoken to." });
