import { z } from "zod";
import { secret, secretPlace } from "./secret-schema.ts";
import { text } from "./value-schemas.ts";

/** A PEM file by its path, or in any of the forms of a secret. */
const pem = z.union([
  text.regex(
    /^(?!\s*-----BEGIN)[^\r\n]*$/,
    "write the path of the PEM file: what is in it does not stand here",
  ),
  secretPlace,
]);

/** `auth.tls`: our certificate, and whom we trust. */
export const tls = z
  .strictObject({
    cert: pem
      .meta({
        description: "Our certificate in PEM, those of intermediate authorities behind it. With key.",
        examples: ["/etc/scimsync/client.pem"],
      })
      .optional(),
    key: pem
      .meta({
        description: 'The key of cert, in PEM: a path, "${env.NAME}", { file } or { command }.',
        examples: ["/etc/scimsync/client.key"],
      })
      .optional(),
    passphrase: secret
      .meta({ description: "Opens the key.", examples: ["${env.SCIM_KEY_PASSPHRASE}"] })
      .optional(),
    ca: pem
      .meta({
        description: "Authorities in PEM that are trusted besides the usual ones.",
        examples: ["/etc/ssl/company-ca.pem"],
      })
      .optional(),
  })
  .meta({
    description:
      "TLS: a certificate of our own (cert and key), or authorities to trust (ca). Besides any other auth.",
    examples: [{ cert: "client.pem", key: "client.key" }],
  });

export type TlsWritten = z.infer<typeof tls>;
export type PemWritten = z.infer<typeof pem>;
