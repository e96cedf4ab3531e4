import { z } from "zod";
import { text } from "./value-schemas.ts";

/** One variable of the environment and nothing else; `Bearer ` in front is forgiven. */
export const ENVIRONMENT_SECRET = /^\s*(?:[Bb]earer\s+)?\$\{\s*env\.([A-Za-z_][A-Za-z0-9_]{0,254})\s*\}\s*$/;

/** From a file, or printed by a command. */
export const secretPlace = z.strictObject({
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
});

/** A secret never stands in the file: it comes from the environment, a file, or a command. */
export const secret = z
  .union([
    z
      .string()
      .regex(
        ENVIRONMENT_SECRET,
        'write "${env.NAME}", { file: path } or { command: [program, argument] }: a secret does not stand in this file',
      ),
    secretPlace,
  ])
  .meta({
    description: '"${env.NAME}", { file: path } or { command: [program, argument] }',
    examples: ["${env.SCIM_TOKEN}"],
  });

export type SecretWritten = z.infer<typeof secret>;
