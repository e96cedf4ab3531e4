import { z } from "zod";
import { text } from "./value-schemas.ts";

/** One variable of the environment and nothing else; `Bearer ` in front is forgiven. */
export const ENVIRONMENT_SECRET = /^\s*(?:[Bb]earer\s+)?\$\{\s*env\.([A-Za-z_][A-Za-z0-9_]{0,254})\s*\}\s*$/;

/** A secret never stands in the file: it comes from the environment, a file, or a command. */
export const secret = z
  .union([
    z
      .string()
      .regex(
        ENVIRONMENT_SECRET,
        'write "${env.NAME}", { file: path } or { command: [program, argument] }: a secret does not stand in this file',
      ),
    z.strictObject({
      file: text
        .meta({ description: "A file that holds the secret alone.", examples: ["/run/secrets/token"] })
        .optional(),
      command: z
        .array(z.string().max(4096))
        .min(1)
        .max(100)
        .meta({
          description: "A program and its arguments; prints the secret. Run without a shell.",
          examples: [["vault", "read", "-field=token", "secret/scim"]],
        })
        .optional(),
    }),
  ])
  .meta({
    description: '"${env.NAME}", { file: path } or { command: [program, argument] }',
    examples: ["${env.SCIM_TOKEN}"],
  });

export type SecretWritten = z.infer<typeof secret>;

const later = z.unknown().meta({ description: "Not yet supported in this version." });

/** Keys that are known and answered with "not yet supported". */
export const LATER_AUTH_KEYS = [
  "clientId",
  "clientSecret",
  "tokenUrl",
  "scope",
  "grantType",
  "params",
  "tls",
] as const;

/** How we show who we are: `token`, or `username` and `password`, or `header` and `value`. */
export const auth = z
  .strictObject({
    token: secret
      .meta({ description: "A bearer token (RFC 6750).", examples: ["${env.SCIM_TOKEN}"] })
      .optional(),
    username: text.meta({ description: "With password: HTTP basic.", examples: ["provisioning"] }).optional(),
    password: secret
      .meta({ description: "The password of username.", examples: ["${env.SCIM_PASSWORD}"] })
      .optional(),
    header: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, "is not a name a header can have")
      .regex(
        /^(?!(?:host|connection|content-length|content-type|transfer-encoding|accept)$)/i,
        "this header is set by scimsync itself",
      )
      .meta({ description: "With value: a header of the provider's own.", examples: ["x-api-key"] })
      .optional(),
    value: secret.meta({ description: "The value of header.", examples: ["${env.SCIM_API_KEY}"] }).optional(),
    clientId: later.optional(),
    clientSecret: later.optional(),
    tokenUrl: later.optional(),
    scope: later.optional(),
    grantType: later.optional(),
    params: later.optional(),
    tls: later.optional(),
  })
  .meta({
    description: "One of: token; username and password; header and value.",
    examples: [{ token: "${env.SCIM_TOKEN}" }],
  });

export type AuthWritten = z.infer<typeof auth>;
