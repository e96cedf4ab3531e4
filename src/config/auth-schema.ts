import { z } from "zod";
import { credentialHeader } from "../connector/knobs/values.ts";
import { oauthKeys } from "./oauth-schema.ts";
import { secret } from "./secret-schema.ts";
import { tls } from "./tls-schema.ts";
import { text } from "./value-schemas.ts";

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
  })
  .meta({
    description:
      "One of: token; username and password; header and value; clientId, clientSecret and tokenUrl. And tls.",
    examples: [{ token: "${env.SCIM_TOKEN}" }],
  });

export type AuthWritten = z.infer<typeof auth>;
