import type { ShapeFinding } from "../yaml/shape.ts";
import type { YamlPath } from "../yaml/position.ts";
import { LATER_AUTH_KEYS, type AuthWritten, type SecretWritten } from "./auth-schema.ts";
import { unsetVariable } from "./base-url.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { BEARER_PREFIX, readSecretFile, variableOf } from "./secret.ts";

type SecretKey = "token" | "password" | "value";

const SECRET_KEYS: readonly SecretKey[] = ["token", "password", "value"];

const FORMS: readonly (readonly (keyof AuthWritten)[])[] = [
  ["token"],
  ["username", "password"],
  ["header", "value"],
];

const CHOICE = "token; username and password; header and value";

export interface AuthSurroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Everything wrong with `auth` of a target; looks at variables and files, runs no command. */
export async function authFindings(
  auth: AuthWritten | undefined,
  surroundings: AuthSurroundings,
): Promise<readonly Finding[]> {
  if (auth === undefined) {
    return [noticeAt(["auth"], "no auth is stated: requests are sent without credentials", [["connector"]])];
  }
  const secrets = await Promise.all(SECRET_KEYS.map((key) => secretFindings(key, auth[key], surroundings)));
  return [...formFindings(auth), ...usernameFindings(auth.username), ...secrets.flat()];
}

function formFindings(auth: AuthWritten): readonly Finding[] {
  const later = LATER_AUTH_KEYS.filter((key) => auth[key] !== undefined);
  if (later.length > 0) {
    const message = `not yet supported in this version; write one of: ${CHOICE}`;
    return later.map((key) => errorAt(["auth", key], message));
  }
  const begun = FORMS.filter((form) => form.some((key) => auth[key] !== undefined));
  const [form] = begun;
  if (form === undefined) return [errorAt(["auth"], `write one of: ${CHOICE}`)];
  if (begun.length > 1) return [errorAt(["auth"], `is one of: ${CHOICE}; keep one and take the others out`)];
  return form
    .filter((key) => auth[key] === undefined)
    .map((key) => errorAt(["auth", key], `is missing; ${form.join(" and ")} go together`));
}

/** RFC 7617 section 2: a user-id with a colon cannot be told from its password. */
function usernameFindings(username: string | undefined): readonly Finding[] {
  if (username === undefined) return [];
  if (username.includes("${"))
    return [errorAt(["auth", "username"], "is written as plain text, without ${…}")];
  return username.includes(":") ? [errorAt(["auth", "username"], "may not hold a colon in HTTP basic")] : [];
}

/** The path of a finding as it may be shown: a stray key under `auth` may be a token that somebody pasted. */
export function shownPath({ path, meant, unknown }: ShapeFinding): YamlPath {
  const stray = unknown === true && meant === undefined && path.slice(0, -1).includes("auth");
  return stray ? path.slice(0, -1) : path;
}

async function secretFindings(
  key: SecretKey,
  written: SecretWritten | undefined,
  { folder, environment }: AuthSurroundings,
): Promise<readonly Finding[]> {
  if (written === undefined) return [];
  const path = ["auth", key];
  const variable = variableOf(written);
  if (typeof written === "string") return variableFindings(path, written, variable ?? "", environment);
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
  path: readonly string[],
  written: string,
  variable: string,
  environment: AuthSurroundings["environment"],
): readonly Finding[] {
  const value = environment[variable] ?? "";
  if (value.trim() === "") return [errorAt(path, unsetVariable(variable))];
  const prefixed = BEARER_PREFIX.test(written) || (path.at(-1) === "token" && BEARER_PREFIX.test(value));
  if (!prefixed) return [];
  if (path.at(-1) === "token")
    return [noticeAt(path, "Bearer in front of the token is left out: it is added when sent")];
  return [errorAt(path, 'Bearer belongs to a token; write "${env.NAME}" alone')];
}
