import { variableIn } from "./base-url.ts";
import { PEM_BYTES, readSecretFile } from "./secret-file.ts";
import type { SecretSurroundings } from "./secret-rules.ts";
import type { SecretWritten } from "./secret-schema.ts";
import { variableOf } from "./secret.ts";

/** A secret from the environment or a file, as it stands there; undefined when there is none, or a program would have to be run. */
export async function secretAtHand(
  written: SecretWritten | undefined,
  { folder, environment }: SecretSurroundings,
): Promise<string | undefined> {
  if (written === undefined) return undefined;
  if (typeof written === "string") return variableIn(environment, variableOf(written) ?? "");
  if (written.file === undefined) return undefined;
  const { value, problem } = await readSecretFile(written.file, folder, PEM_BYTES);
  return problem === undefined ? value.replace(/\r?\n$/, "") : undefined;
}
