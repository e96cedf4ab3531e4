import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { deriveStateKey, type StateKey, weaknessOf } from "../store/sqlite/cipher.ts";
import { createSecret, type SecretSetting } from "./secret.ts";
import { secret, type SecretWritten } from "./secret-schema.ts";

export const encryption = z
  .strictObject({
    key: secret.meta({
      description:
        'The key, 32 characters at least, made by `openssl rand -base64 32`: "${env.NAME}", { file: path } or { command: [program, argument] }. Without it the state file cannot be read any more.',
      examples: ["${env.SCIMSYNC_STATE_KEY}"],
    }),
  })
  .meta({
    description:
      "Encrypts the state file and its backups. Needs the package better-sqlite3-multiple-ciphers beside scimsync.",
    examples: ['{ key: "${env.SCIMSYNC_STATE_KEY}" }'],
  });

/** Gives a way to fetch the key, which is kept nowhere. It rejects with `ConfigError` when the key is not there, or weak. */
export function createStateKey(
  written: SecretWritten,
  setting: Omit<SecretSetting, "form">,
): () => Promise<StateKey> {
  const source = createSecret(written, { ...setting, form: "password" });
  return async () => {
    const value = await source.read();
    const weakness = weaknessOf(value);
    if (weakness !== undefined) throw new ConfigError([{ ...setting.place, message: weakness }]);
    return deriveStateKey(value);
  };
}
