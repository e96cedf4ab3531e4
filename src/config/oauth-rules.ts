import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { AuthWritten } from "./auth-schema.ts";
import { fillIn, readTokenUrl } from "./base-url.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { secretFindings, type SecretSurroundings } from "./secret-rules.ts";
import { ENVIRONMENT_SECRET, type SecretWritten } from "./secret-schema.ts";

type Params = NonNullable<AuthWritten["params"]>;

/** Parameters that have a key of their own. */
const KEY_OF: Readonly<Record<string, string>> = {
  grant_type: "grantType",
  scope: "scope",
  client_id: "clientId",
  client_secret: "clientSecret",
  refresh_token: "refreshToken",
};

/** Parameters whose values are secret by their nature. */
const SECRET_PARAMS: ReadonlySet<string> = new Set([
  "password",
  "assertion",
  "client_assertion",
  "code",
  "subject_token",
  "actor_token",
]);

/** What is wrong with `auth` by OAuth 2; empty when it has none of its keys. */
export async function oauthFindings(
  auth: AuthWritten,
  surroundings: SecretSurroundings,
): Promise<readonly Finding[]> {
  const params = Object.entries(auth.params ?? {});
  const paramFound = params.map(([name, value]) => paramFindings(name, value, surroundings));
  return [
    ...tokenUrlFindings(auth.tokenUrl, surroundings),
    ...clientIdFindings(auth.clientId, surroundings),
    ...(await Promise.all(paramFound)).flat(),
    ...(await writableFindings(auth.refreshToken, surroundings)),
  ];
}

/** Which of the keys that must stand together are missing, or stand where they do nothing. */
export function oauthFormFindings(auth: AuthWritten): readonly Finding[] {
  if (auth.clientPair !== undefined) return pairFindings(auth);
  const missing = (["clientId", "tokenUrl"] as const).filter((key) => auth[key] === undefined);
  const together = "clientId, clientSecret and tokenUrl go together";
  const findings = missing.map((key) => errorAt(["auth", key], `is missing; ${together}`));
  const grantType = grantTypeOf(auth);
  const provesOtherwise = auth.tls?.cert !== undefined || grantType !== "client_credentials";
  if (auth.clientSecret === undefined && !provesOtherwise)
    findings.push(errorAt(["auth", "clientSecret"], `is missing; ${together}`));
  if (grantType === "refresh_token" && auth.refreshToken === undefined)
    findings.push(errorAt(["auth", "refreshToken"], "is missing; grantType refresh_token needs it"));
  if (grantType !== "refresh_token" && auth.refreshToken !== undefined)
    findings.push(errorAt(["auth", "grantType"], "must be refresh_token beside a refreshToken; take it out"));
  if (auth.clientAuth === "basic" && auth.clientSecret === undefined)
    findings.push(errorAt(["auth", "clientAuth"], "basic needs a clientSecret"));
  return findings;
}

/** What is asked for when nothing is stated. */
export function grantTypeOf({ grantType, refreshToken }: AuthWritten): string {
  return grantType ?? (refreshToken === undefined ? "client_credentials" : "refresh_token");
}

function pairFindings(auth: AuthWritten): readonly Finding[] {
  const missing = (["clientId", "clientSecret"] as const).filter((key) => auth[key] === undefined);
  const idle = (["tokenUrl", "refreshToken", "scope", "grantType", "params", "clientAuth"] as const).filter(
    (key) => auth[key] !== undefined,
  );
  return [
    ...missing.map((key) =>
      errorAt(["auth", key], "is missing; clientPair, clientId and clientSecret go together"),
    ),
    ...idle.map((key) =>
      errorAt(["auth", key], "does nothing beside clientPair, which fetches no token; take one of them out"),
    ),
    ...(auth.clientPair === "basic" && auth.clientId?.includes(":") === true
      ? [errorAt(["auth", "clientId"], "may not hold a colon in HTTP basic")]
      : []),
  ];
}

function tokenUrlFindings(
  written: string | undefined,
  { environment }: SecretSurroundings,
): readonly Finding[] {
  if (written === undefined) return [];
  const { problem, notice } = readTokenUrl(written, environment);
  if (problem !== undefined) return [errorAt(["auth", "tokenUrl"], problem)];
  return notice === undefined ? [] : [noticeAt(["auth", "tokenUrl"], notice)];
}

function clientIdFindings(
  written: string | undefined,
  { environment }: SecretSurroundings,
): readonly Finding[] {
  const { problem } = fillIn(written ?? "", environment);
  return problem === undefined ? [] : [errorAt(["auth", "clientId"], problem)];
}

async function paramFindings(
  name: string,
  value: Params[string],
  surroundings: SecretSurroundings,
): Promise<readonly Finding[]> {
  const path = ["auth", "params", name];
  const key = Object.hasOwn(KEY_OF, name) ? KEY_OF[name] : undefined;
  if (key !== undefined) return [errorAt(path, `has a key of its own; write it as auth.${key}`)];
  const written = readParam(value);
  if (typeof written !== "string") return secretFindings(path, written.secret, surroundings);
  if (SECRET_PARAMS.has(name))
    return [
      errorAt(path, 'is a secret; write "${env.NAME}", { file: path } or { command: [program, argument] }'),
    ];
  return written.includes("${") ? [errorAt(path, 'write "${env.NAME}" and nothing else, or plain text')] : [];
}

/** A parameter whose value stands in the file, or is a secret. */
export function readParam(value: Params[string]): string | { readonly secret: SecretWritten } {
  if (typeof value === "object") return { secret: value };
  const text = String(value);
  return ENVIRONMENT_SECRET.test(text) ? { secret: text } : text;
}

/** A refresh token that cannot be written back would be lost with the first one that the service gives in its place. */
async function writableFindings(
  written: SecretWritten | undefined,
  { folder }: SecretSurroundings,
): Promise<readonly Finding[]> {
  if (written === undefined || typeof written === "string" || written.file === undefined) return [];
  try {
    const path = await realpath(resolve(folder, written.file));
    await access(dirname(path), constants.W_OK);
    return [];
  } catch {
    const message =
      "its folder may not be written by this user: when the service gives a new refresh token, it is lost with the run";
    return [noticeAt(["auth", "refreshToken", "file"], message)];
  }
}
