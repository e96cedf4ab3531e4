import { TargetError } from "../errors.ts";
import type { Credentials } from "./credentials.ts";
import { readScimError } from "./scim-error.ts";
import type { ScimResponse, Send } from "./transport.ts";

/** Two 403 in a row mean that the credentials, not a record, are refused. */
const forbiddenInARow = 2;

/**
 * Adds the credentials to each request, and ends everything with `TargetError` when they are refused: at the
 * first 401, or at the second 403 in a row.
 */
export function withCredentials(send: Send, credentials: Credentials): Send {
  let headers: Promise<Readonly<Record<string, string>>> | undefined;
  let forbidden = 0;
  return async (request, signal) => {
    headers ??= authorization(credentials);
    const added = await headers;
    const answer = await send({ ...request, headers: { ...request.headers, ...added } }, signal);
    const response = answer.status < 300 ? answer : withoutSecrets(answer, added);
    forbidden = response.status === 403 ? forbidden + 1 : 0;
    if (response.status === 401 || forbidden >= forbiddenInARow) throw refused(response, credentials);
    return response;
  };
}

async function authorization(credentials: Credentials): Promise<Record<string, string>> {
  switch (credentials.kind) {
    case "none":
      return {};
    case "bearer":
      return { authorization: `Bearer ${await credentials.token.read()}` };
    case "basic": {
      const pair = `${credentials.username}:${await credentials.password.read()}`;
      return { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
    }
    case "header":
      return { [credentials.header.toLowerCase()]: await credentials.value.read() };
  }
}

/** A provider that repeats our credentials in its complaint must not bring them into reports. */
function withoutSecrets(response: ScimResponse, headers: Readonly<Record<string, string>>): ScimResponse {
  const secrets = Object.values(headers).flatMap((value) => [value, value.slice(value.indexOf(" ") + 1)]);
  const text = secrets.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), response.text);
  return text === response.text ? response : { ...response, text };
}

function refused(response: ScimResponse, credentials: Credentials): TargetError {
  const from = secretDescription(credentials);
  const said = readScimError(response).detail;
  return new TargetError(
    "credentials_refused",
    `credentials refused (HTTP ${response.status}: ${said}); check ${from}: is it whole, not expired, and allowed to use SCIM?`,
  );
}

function secretDescription(credentials: Credentials): string {
  switch (credentials.kind) {
    case "none":
      return "auth, which is not set";
    case "bearer":
      return `auth.token (${credentials.token.description})`;
    case "basic":
      return `auth.username and auth.password (${credentials.password.description})`;
    case "header":
      return `auth.value (${credentials.value.description})`;
  }
}
