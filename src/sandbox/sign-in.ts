import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { AuthProfile } from "../connector/profile.ts";
import type { Reply } from "./exchange.ts";
import { Refusal } from "./refusal.ts";

/** How a client shows who it is; its secret is the token of the sandbox, whatever the form. */
export type SignIn = Pick<AuthProfile, "type" | "header" | "scope" | "grantType">;

export const strictSignIn: SignIn = { type: "bearer" };

/** Where access tokens are to be had, beside the SCIM service. */
export const tokenPath = "/oauth2/token";

/** Throws `Refusal` with 401 for a request of somebody who does not show the secret in the form of the service. */
export function refuseStranger(signIn: SignIn, headers: IncomingHttpHeaders, secret: Buffer): void {
  if (signIn.type === "none") return;
  const given = secretIn(signIn, headers);
  if (given !== undefined && isSame(given, secret)) return;
  const detail = given === undefined ? missing(signIn) : "the token is wrong";
  const error = given === undefined ? "" : ', error="invalid_token"';
  const challenge = signIn.type === "basic" ? 'Basic realm="scim"' : `Bearer realm="scim"${error}`;
  throw new Refusal(401, detail, undefined, { "www-authenticate": challenge });
}

function missing({ type, header }: SignIn): string {
  if (type === "header") return `a header ${header ?? "Authorization"} with the token is required`;
  if (type === "basic") return "an Authorization header with a name and a password is required";
  return "an Authorization header with a bearer token is required";
}

function secretIn(
  { type, header = "authorization" }: SignIn,
  headers: IncomingHttpHeaders,
): string | undefined {
  if (type === "header") {
    const given = headers[header.toLowerCase()];
    return Array.isArray(given) ? given[0] : given;
  }
  const { authorization = "" } = headers;
  if (type === "basic") return readBasic(authorization)?.password;
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}

function readBasic(authorization: string): { readonly name: string; readonly password: string } | undefined {
  const [, encoded] = /^basic +(\S+)$/i.exec(authorization) ?? [];
  const text = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function isSame(given: string, secret: Buffer): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === secret.length && timingSafeEqual(bytes, secret);
}

/**
 * Answers a request for an access token (RFC 6749 sections 4.4 and 6), which the token of the sandbox is: to a client
 * whose secret it is, or who has it as refresh token.
 */
export function grantToken(
  signIn: SignIn,
  headers: IncomingHttpHeaders,
  body: Buffer,
  secret: Buffer,
): Reply {
  const form = new URLSearchParams(body.toString("utf8"));
  const usual = signIn.type === "refreshToken" ? "refresh_token" : "client_credentials";
  if (form.get("grant_type") !== (signIn.grantType ?? usual)) return refused("unsupported_grant_type");
  if (signIn.type === "refreshToken") {
    if (!isSame(form.get("refresh_token") ?? "", secret)) return refused("invalid_grant");
  } else {
    const basic = readBasic(headers.authorization ?? "");
    const given =
      basic === undefined ? form.get("client_secret") : new URLSearchParams(`p=${basic.password}`).get("p");
    if (!isSame(given ?? "", secret)) return { ...refused("invalid_client"), status: 401 };
  }
  const asked = new Set((form.get("scope") ?? "").split(" "));
  if (signIn.scope?.split(" ").some((one) => !asked.has(one)) === true) return refused("invalid_scope");
  const answer = { access_token: secret.toString("utf8"), token_type: "Bearer", expires_in: 3600 };
  return { status: 200, body: answer, headers: { "cache-control": "no-store" } };
}

function refused(error: string): Reply {
  return { status: 400, body: { error } };
}
