import type { YamlPath } from "../yaml/position.ts";
import { unsetVariable, variableIn } from "./base-url.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { readSecretFile } from "./secret-file.ts";
import type { SecretWritten } from "./secret-schema.ts";
import { BEARER_PREFIX, variableOf } from "./secret.ts";

export interface SecretSurroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What is wrong with where a secret is to come from; looks at variables and files, runs no command. */
export async function secretFindings(
  path: YamlPath,
  written: SecretWritten | undefined,
  { folder, environment }: SecretSurroundings,
): Promise<readonly Finding[]> {
  if (written === undefined) return [];
  if (typeof written === "string")
    return variableFindings(path, written, variableOf(written) ?? "", environment);
  if ((written.file === undefined) === (written.command === undefined)) {
    return [errorAt(path, "write either { file: path } or { command: [program, argument] }")];
  }
  if (written.file !== undefined) {
    const { problem } = await readSecretFile(written.file, folder);
    return problem === undefined ? [] : [errorAt([...path, "file"], problem)];
  }
  return written.command?.[0] === "" ? [errorAt([...path, "command", 0], "must name a program")] : [];
}

function variableFindings(
  path: YamlPath,
  written: string,
  variable: string,
  environment: SecretSurroundings["environment"],
): readonly Finding[] {
  const value = variableIn(environment, variable) ?? "";
  if (value.trim() === "") return [errorAt(path, unsetVariable(variable))];
  const isToken = path.length === 2 && path.at(-1) === "token";
  const prefixed = BEARER_PREFIX.test(written) || (isToken && BEARER_PREFIX.test(value));
  if (!prefixed) return [];
  if (isToken) return [noticeAt(path, "Bearer in front of the token is left out: it is added when sent")];
  return [errorAt(path, 'Bearer belongs to a token; write "${env.NAME}" alone')];
}
