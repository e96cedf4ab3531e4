import type { AuthProfile } from "../connector/profile.ts";
import { fillAddress, type SlotProblem } from "./address.ts";
import { authFindings, type AuthSurroundings } from "./auth-rules.ts";
import type { AuthWritten } from "./auth-schema.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import type { TargetView } from "./target-rules.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Kind = AuthProfile["type"];

/** `auth` of a target with what the connector knows and the target does not say: a header's name, an address, a scope. */
export interface SignIn {
  readonly auth: AuthWritten | undefined;
  /** Of the connector's address for access tokens. */
  readonly problems: readonly SlotProblem[];
}

/** What the target says itself stands. */
export function signInOf(view: TargetView, environment: Environment): SignIn {
  const { auth, vars = {} } = view.settings;
  const { profile } = view;
  if (auth === undefined || profile === undefined) return { auth, problems: [] };
  const { header, tokenUrl, scope, grantType } = profile.auth;
  if (auth.value !== undefined && auth.header === undefined && header !== undefined)
    return { auth: { ...auth, header }, problems: [] };
  if (auth.clientId === undefined || auth.clientPair !== undefined) return { auth, problems: [] };
  const isFetched = auth.tokenUrl === undefined && tokenUrl !== undefined;
  const address = isFetched
    ? fillAddress(tokenUrl, vars, profile.endpoint.vars, environment)
    : { text: auth.tokenUrl, problems: [] };
  const completed = {
    ...(scope !== undefined && { scope }),
    // A refresh token has a grant of its own.
    ...(grantType !== undefined && auth.refreshToken === undefined && { grantType }),
    ...auth,
    ...(address.text !== undefined && { tokenUrl: address.text }),
  };
  return { auth: completed, problems: address.problems };
}

/** Everything wrong with `auth`, whoever says it; and that credentials are of another kind than the connector asks for. */
export async function signInFindings(
  view: TargetView,
  surroundings: AuthSurroundings,
): Promise<readonly Finding[]> {
  const { auth, problems } = signInOf(view, surroundings.environment);
  const unfilled = problems.map(({ name, message }) => errorAt(["vars", name], message, [["connector"]]));
  if (auth === undefined) return noSignIn(view);
  const findings = await authFindings(auth, surroundings);
  const ofAddress = (path: Finding["path"]) => problems.length > 0 && path[1] === "tokenUrl";
  return [
    ...unfilled,
    ...findings.filter(({ path }) => !ofAddress(path)),
    ...otherKind(view, auth),
    ...lifeUnknown(view, auth),
  ];
}

/** A day that nothing can be reckoned from would be written in vain. */
function lifeUnknown(
  { profile, settings }: TargetView,
  { created, expires }: AuthWritten,
): readonly Finding[] {
  if (created === undefined || expires !== undefined || profile === undefined) return [];
  if (profile.auth.lifetime !== undefined) return [];
  const message = `the connector ${settings.connector} does not say how long credentials live; write when they end, as expires: 2027-03-01`;
  return [errorAt(["auth", "created"], message, [["connector"]])];
}

function otherKind({ signIn, settings }: TargetView, auth: AuthWritten): readonly Finding[] {
  const stated = kindOf(auth);
  if (signIn === undefined || signIn.type === "none" || stated === undefined || stated === signIn.type)
    return [];
  const message = `the connector ${settings.connector} asks for ${words[signIn.type]}: write ${exampleOf(signIn)}; what is stated here is sent all the same`;
  return [noticeAt(["auth"], message, [["connector"]])];
}

/** That nothing is stated, where something is asked for. */
function noSignIn({ signIn, settings }: TargetView): readonly Finding[] {
  if (signIn?.type === "none") return [];
  const message = "no auth is stated: requests are sent without credentials";
  const advice =
    signIn === undefined
      ? ""
      : `; the connector ${settings.connector} asks for ${words[signIn.type]}: write ${exampleOf(signIn)}`;
  return [noticeAt(["auth"], message + advice, [["connector"]])];
}

/** Undefined for what is of no kind, or of more than one. */
function kindOf(auth: AuthWritten): Kind | undefined {
  if (auth.token !== undefined) return "bearer";
  if (auth.password !== undefined || auth.username !== undefined) return "basic";
  if (auth.value !== undefined) return "header";
  if (auth.clientId === undefined || auth.clientPair !== undefined) return undefined;
  return auth.refreshToken === undefined ? "clientCredentials" : "refreshToken";
}

const words: Readonly<Record<Kind, string>> = {
  bearer: "a token",
  header: "a header of its own",
  basic: "a name and a password",
  clientCredentials: "the credentials of a client (OAuth 2)",
  refreshToken: "a refresh token (OAuth 2)",
  none: "nothing",
};

function exampleOf({ type, header, tokenUrl, variable = "SCIM_TOKEN" }: AuthProfile): string {
  const secret = `"\${env.${variable}}"`;
  const address = tokenUrl === undefined ? ", tokenUrl: https://…" : "";
  switch (type) {
    case "bearer":
      return `auth: { token: ${secret} }`;
    case "header":
      return `auth: { ${header === undefined ? "header: …, " : ""}value: ${secret} }`;
    case "basic":
      return `auth: { username: …, password: ${secret} }`;
    case "clientCredentials":
      return `auth: { clientId: …, clientSecret: ${secret}${address} }`;
    case "refreshToken":
      return `auth: { clientId: …, refreshToken: { file: … }${address} }`;
    case "none":
      return "no auth";
  }
}
