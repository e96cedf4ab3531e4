import type { ShapeFinding } from "../yaml/shape.ts";
import type { YamlPath } from "../yaml/position.ts";
import type { AuthWritten } from "./auth-schema.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { parseInstant } from "./instant.ts";
import { oauthFindings, oauthFormFindings } from "./oauth-rules.ts";
import { secretFindings } from "./secret-rules.ts";
import { tlsFindings, type TlsSurroundings } from "./tls-rules.ts";

const SECRET_KEYS = ["token", "password", "value", "clientSecret", "refreshToken"] as const;

type Form = readonly (keyof AuthWritten)[];

const FORMS: readonly Form[] = [["token"], ["username", "password"], ["header", "value"]];

const OAUTH: Form = [
  "clientId",
  "clientSecret",
  "tokenUrl",
  "refreshToken",
  "scope",
  "grantType",
  "params",
  "clientAuth",
  "clientPair",
];

const DAY = 86_400_000;

const CHOICE = "token; username and password; header and value; clientId, clientSecret and tokenUrl";

export type AuthSurroundings = TlsSurroundings;

/** Everything wrong with `auth` of a target; looks at variables and files, runs no command. */
export async function authFindings(
  auth: AuthWritten,
  surroundings: AuthSurroundings,
): Promise<readonly Finding[]> {
  const secrets = await Promise.all(
    SECRET_KEYS.map((key) => secretFindings(["auth", key], auth[key], surroundings)),
  );
  return [
    ...formFindings(auth),
    ...usernameFindings(auth.username),
    ...dateFindings(auth, surroundings.now),
    ...secrets.flat(),
    ...(await oauthFindings(auth, surroundings)),
    ...(await tlsFindings(auth.tls, surroundings)),
  ];
}

function formFindings(auth: AuthWritten): readonly Finding[] {
  const begun = [...FORMS, OAUTH].filter((form) => form.some((key) => auth[key] !== undefined));
  const [form] = begun;
  if (form === undefined) return withoutFormFindings(auth);
  if (begun.length > 1) return [errorAt(["auth"], `is one of: ${CHOICE}; keep one and take the others out`)];
  if (form === OAUTH) return oauthFormFindings(auth);
  return form
    .filter((key) => auth[key] === undefined)
    .map((key) => errorAt(["auth", key], `is missing; ${form.join(" and ")} go together`));
}

/** A certificate may be all that a service asks for. */
function withoutFormFindings({ tls }: AuthWritten): readonly Finding[] {
  if (tls === undefined) return [errorAt(["auth"], `write one of: ${CHOICE}; or tls`)];
  if (tls.cert !== undefined || tls.key !== undefined) return [];
  const message = "nothing but tls.ca is stated: requests are sent without credentials";
  return tls.ca === undefined ? [] : [noticeAt(["auth"], message)];
}

/** RFC 7617 section 2: a user-id with a colon cannot be told from its password. */
function usernameFindings(username: string | undefined): readonly Finding[] {
  if (username === undefined) return [];
  if (username.includes("${"))
    return [errorAt(["auth", "username"], "is written as plain text, without ${…}")];
  return username.includes(":") ? [errorAt(["auth", "username"], "may not hold a colon in HTTP basic")] : [];
}

function dateFindings({ expires, created }: AuthWritten, now: number): readonly Finding[] {
  const findings = Object.entries({ expires, created }).flatMap(([key, written]) =>
    written !== undefined && Number.isNaN(parseInstant(written))
      ? [errorAt(["auth", key], "no calendar has that day, or no clock that hour")]
      : [],
  );
  if (findings.length > 0 || created === undefined) return findings;
  const made = parseInstant(created);
  // Whoever writes today's date may be ahead of UTC.
  if (made > now + DAY)
    return [errorAt(["auth", "created"], "lies in the future; write when they were made")];
  if (expires === undefined || made < parseInstant(expires)) return [];
  return [errorAt(["auth", "expires"], "lies before auth.created")];
}

/** The path of a finding as it may be shown: a stray key under `auth` may be a token that somebody pasted. */
export function shownPath({ path, meant, unknown }: ShapeFinding): YamlPath {
  const stray = unknown === true && meant === undefined && path.slice(0, -1).includes("auth");
  return stray ? path.slice(0, -1) : path;
}
