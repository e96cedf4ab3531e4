import { isJsonObject, type Json } from "../../canonical.ts";
import { TargetError } from "../../errors.ts";
import type { OAuthCredentials } from "./credentials.ts";
import { parseJson, readScimError } from "../scim-error.ts";
import type { HideSecrets } from "./secret-text.ts";
import type { AccessToken } from "./token-cache.ts";
import type { ScimResponse } from "../connection/transport.ts";

/** What a token endpoint gave (RFC 6749 §5.1). */
export interface Granted extends AccessToken {
  /** To be used from now on in place of the one that was sent (§6). */
  readonly refreshToken: string | undefined;
}

/** Reads a good answer. Throws `TargetError` when it is none: what the endpoint said, and which key to look at. */
export function readGranted(answer: ScimResponse, credentials: OAuthCredentials, hide: HideSecrets): Granted {
  const body = parseJson(answer.text);
  const token = isJsonObject(body) ? body["access_token"] : undefined;
  // Some endpoints refuse with status 200 and an `error`.
  const isGranted = answer.status < 300 && typeof token === "string" && token !== "";
  if (!isGranted || !isJsonObject(body)) throw refusal({ ...answer, text: hide(answer.text) }, credentials);
  const type = body["token_type"];
  if (typeof type === "string" && /^(?:mac|dpop|pop|n_a)$/i.test(type)) {
    throw refused(credentials, `gave a token of type ${type}, and only Bearer can be used`, "auth.tokenUrl");
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw refused(credentials, "gave a token that no header can hold", "auth.tokenUrl");
  }
  return {
    value: token,
    expiresIn: seconds(body["expires_in"]),
    refreshToken: textOf(body["refresh_token"]),
  };
}

/** RFC 6749 §5.2: the code of a refusal, such as `invalid_grant`; undefined when there is none. */
export function errorCode(answer: ScimResponse): string | undefined {
  const body = parseJson(answer.text);
  const code = isJsonObject(body) ? textOf(body["error"]) : undefined;
  return code?.toLowerCase();
}

/** Where the token endpoint is, for messages: a query may hold what is nobody's business. */
export function shownTokenUrl({ tokenUrl }: OAuthCredentials): string {
  const { origin, pathname } = new URL(tokenUrl);
  return origin + pathname;
}

function seconds(stated: Json | undefined): number | undefined {
  const number = typeof stated === "string" && stated.trim() !== "" ? Number(stated) : stated;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? number : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function refused(credentials: OAuthCredentials, said: string, check: string): TargetError {
  const message = `the token endpoint ${shownTokenUrl(credentials)} ${said}; check ${check}`;
  return new TargetError("credentials_refused", message);
}

function refusal(answer: ScimResponse, credentials: OAuthCredentials): TargetError {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    const to = headers["location"]?.split("?")[0]?.slice(0, 300) ?? "nowhere";
    return refused(credentials, `sends us on to ${to}, and we do not follow`, "auth.tokenUrl");
  }
  const code = errorCode(answer);
  const body = parseJson(answer.text);
  if (code === undefined && status !== 401 && !isJsonObject(body)) {
    const kind = headers["content-type"]?.split(";")[0]?.slice(0, 100) ?? "no content type";
    return refused(credentials, `does not answer like one (HTTP ${status}, ${kind})`, "auth.tokenUrl");
  }
  const said = `refused (HTTP ${status}${code === undefined ? "" : ` ${code.slice(0, 100)}`}: ${detailOf(answer, body)})`;
  return refused(credentials, said, whatToCheck(code, status, credentials));
}

function detailOf(answer: ScimResponse, body: Json | undefined): string {
  const described = isJsonObject(body) ? textOf(body["error_description"]) : undefined;
  if (described !== undefined) return described.slice(0, 500);
  if (errorCode(answer) !== undefined) return "(no explanation given)";
  return isJsonObject(body) && answer.status < 300 ? "no access_token" : readScimError(answer).detail;
}

function whatToCheck(code: string | undefined, status: number, credentials: OAuthCredentials): string {
  const client = clientKeys(credentials);
  switch (code) {
    case "invalid_client":
      return client;
    case "invalid_grant":
      return grantKeys(credentials);
    case "invalid_scope":
      return "auth.scope";
    case "unauthorized_client":
    case "unsupported_grant_type":
      return `auth.grantType (${credentials.grantType}), and what the client is allowed to do there`;
    case "invalid_target":
      return "auth.params (resource or audience)";
    case "invalid_request":
      return "auth.params, auth.scope and auth.clientAuth";
    case undefined:
      return status === 401 || status === 403 ? client : "auth.tokenUrl";
    default:
      return `${client}; auth.scope; auth.params`;
  }
}

function clientKeys({ clientSecret, clientAuth }: OAuthCredentials): string {
  if (clientSecret === undefined)
    return "auth.clientId, and auth.tls.cert if the client proves itself by that";
  const other = clientAuth === "basic" ? "body" : "basic";
  return `auth.clientId and auth.clientSecret (${clientSecret.description}); some services want clientAuth: ${other}`;
}

function grantKeys({ refreshToken, params }: OAuthCredentials): string {
  if (refreshToken !== undefined) {
    return `auth.refreshToken (${refreshToken.description}): it is used up, expired or withdrawn; get a new one by signing in to the service again`;
  }
  const names = Object.keys(params).map((name) => `auth.params.${name}`);
  return names.length === 0 ? "auth.grantType" : names.join(", ");
}
