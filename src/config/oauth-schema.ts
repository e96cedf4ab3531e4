import { z } from "zod";
import { secret, secretPlace } from "./secret-schema.ts";
import { text } from "./value-schemas.ts";

const paramName = z.string().regex(/^[\x21-\x7e]{1,100}$/, "is not a name a parameter can have");

/** Keys of `auth` for access tokens from a token endpoint (RFC 6749). */
export const oauthKeys = {
  clientId: text
    .max(1000)
    .meta({
      description: "With clientSecret and tokenUrl: OAuth 2. May hold ${env.NAME}.",
      examples: ["scimsync"],
    })
    .optional(),
  clientSecret: secret
    .meta({
      description:
        "The secret of clientId. Left out for a client that shows a TLS certificate, or only a refresh token.",
      examples: ["${env.SCIM_CLIENT_SECRET}"],
    })
    .optional(),
  tokenUrl: text
    .max(2000)
    .meta({
      description: "The token endpoint: https, unless it is on this machine. May hold ${env.NAME}.",
      examples: ["https://login.example.com/oauth2/token"],
    })
    .optional(),
  refreshToken: secret
    .meta({
      description:
        "For grantType refresh_token. In a file it is written back there when the service gives another.",
      examples: [{ file: "/var/lib/scimsync/refresh-token" }],
    })
    .optional(),
  scope: z
    .union([text, z.array(text.regex(/^\S+$/, "holds a space")).min(1).max(100)])
    .meta({ description: "Scopes asked for, as a list or separated by spaces.", examples: ["scim.write"] })
    .optional(),
  grantType: z
    .string()
    .regex(/^[\w:./-]{1,200}$/, "is not a name a grant type can have")
    .meta({
      description:
        "The grant type of the token request (RFC 6749). client_credentials when left out; refresh_token when there is a refreshToken.",
      examples: ["account_credentials"],
    })
    .optional(),
  params: z
    .record(paramName, z.union([z.string().max(4096), z.number(), z.boolean(), secretPlace]))
    .meta({
      description:
        'More parameters of the token request; values as they are, "${env.NAME}", { file } or { command }.',
      examples: [{ audience: "https://api.example.com" }],
    })
    .optional(),
  clientAuth: z
    .enum(["basic", "body"])
    .meta({ description: "Where clientId and clientSecret stand in the token request. basic when left out." })
    .optional(),
  clientPair: z
    .enum(["bearer", "basic"])
    .meta({
      description:
        "Without tokenUrl: base64 of clientId:clientSecret is sent itself, as a bearer token or HTTP basic.",
    })
    .optional(),
};
