import { z } from "zod";
import { addressTemplate, credentialHeader } from "./values.ts";

/** How a client shows who it is; never a secret itself. */
export const auth = z
  .strictObject({
    type: z.enum(["bearer", "header", "basic", "clientCredentials", "refreshToken", "none"]).meta({
      description: "What `auth` of a target must have.",
      values: {
        bearer: "A token, sent as Authorization: Bearer.",
        header: "A header of the service's own, with its value.",
        basic: "A user name and a password.",
        clientCredentials: "clientId and clientSecret, for which an access token is fetched (OAuth 2).",
        refreshToken: "A refresh token, for which an access token is fetched (OAuth 2).",
        none: "Nothing.",
      },
    }),
    header: credentialHeader.meta({ description: "For type header: its name.", examples: ["x-api-key"] }),
    tokenUrl: addressTemplate.meta({
      description: "Where access tokens are fetched; may have the {names} of the base URL.",
      examples: ["https://{host}/oauth2/v1/token"],
    }),
    scope: z.string().min(1).max(1000).meta({ description: "Scopes to ask for, separated by spaces." }),
    grantType: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: "Where it is not the usual one.", examples: ["account_credentials"] }),
    lifetime: z
      .string()
      .regex(/^[1-9]\d*[dhm]$/, "write days, hours or minutes, such as 180d")
      .meta({
        description: "So long a credential lives before somebody must make another one.",
        examples: ["180d"],
      }),
    variable: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "write a name such as ACME_SCIM_TOKEN")
      .meta({ description: "The environment variable that examples read it from." }),
  })
  .meta({ description: "How a client shows who it is. Secrets stand in scimsync.yaml alone." });
