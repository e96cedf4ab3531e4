import { z } from "zod";
import { credentialHeader } from "../connector/knobs/values.ts";
import { oauthKeys } from "./oauth-schema.ts";
import { secret } from "./secret-schema.ts";
import { tls } from "./tls-schema.ts";
import { instantForm } from "./instant.ts";
import { duration, text } from "./value-schemas.ts";

const instant = z.string().regex(instantForm, "write a date, such as 2027-03-01 or 2027-03-01T12:00Z");

/** How we show who we are: a token, a password, a header, or OAuth 2; and TLS besides. */
export const auth = z
  .strictObject({
    token: secret
      .meta({ description: "A bearer token (RFC 6750).", examples: ["${env.SCIM_TOKEN}"] })
      .optional(),
    username: text.meta({ description: "With password: HTTP basic.", examples: ["provisioning"] }).optional(),
    password: secret
      .meta({ description: "The password of username.", examples: ["${env.SCIM_PASSWORD}"] })
      .optional(),
    header: credentialHeader
      .meta({ description: "With value: a header of the provider's own.", examples: ["x-api-key"] })
      .optional(),
    value: secret.meta({ description: "The value of header.", examples: ["${env.SCIM_API_KEY}"] }).optional(),
    ...oauthKeys,
    tls: tls.optional(),
    expires: instant
      .meta({
        description:
          "When these credentials end: a date (its beginning), or date and time; UTC unless it says otherwise. Somebody is told before.",
        examples: ["2027-03-01"],
      })
      .optional(),
    created: instant
      .meta({
        description:
          "Instead of expires, where the connector knows how long credentials live: when these were made.",
        examples: ["2026-03-01"],
      })
      .optional(),
    warnBefore: duration
      .meta({
        description: "How long before their end somebody is told. 14d when left out.",
        examples: ["30d"],
      })
      .optional(),
  })
  .meta({
    description:
      "One of: token; username and password; header and value; clientId, clientSecret and tokenUrl. And tls.",
    examples: [{ token: "${env.SCIM_TOKEN}" }],
  });

export type AuthWritten = z.infer<typeof auth>;
