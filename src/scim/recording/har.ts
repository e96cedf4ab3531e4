import type { Json, JsonObject } from "../../canonical.ts";
import { isoTime } from "../../clock.ts";
import { hiddenValues, redactAttributes, redactedTexts, redactHeaders, withoutValues } from "./redact.ts";
import type { Exchange } from "./recording.ts";
import { parseJson } from "../scim-error.ts";
import { NetworkError, type ScimResponse } from "../connection/transport.ts";

/**
 * An exchange as an entry of an HTTP Archive (HAR 1.2). Credentials and the values of `secrets`, which are names of
 * attributes in lower case, are hidden; names and addresses of people are not. Members beginning with `_` are our own:
 * `_baseUrl`, and `_error` where no answer came.
 */
export function harEntry(exchange: Exchange, secrets: ReadonlySet<string>): JsonObject {
  const { baseUrl, startedAt, ms, request, outcome } = exchange;
  const headers = request.headers ?? {};
  const values = [...hiddenValues(headers), ...redactedTexts(request.body ?? null, secrets)];
  const url = baseUrl + request.path;
  const body =
    request.body === undefined ? undefined : JSON.stringify(redactAttributes(request.body, secrets));
  return {
    startedDateTime: isoTime(startedAt),
    time: ms,
    _baseUrl: baseUrl,
    ...(outcome instanceof NetworkError && { _error: withoutValues(outcome.message, values) }),
    request: {
      method: request.method,
      url,
      httpVersion: "HTTP/1.1",
      headers: pairs(redactHeaders(headers)),
      queryString: Array.from(new URL(url).searchParams, ([name, value]) => ({ name, value })),
      cookies: [],
      headersSize: -1,
      bodySize: body === undefined ? 0 : Buffer.byteLength(body),
      ...(body !== undefined && { postData: { mimeType: "application/scim+json", text: body } }),
    },
    response: harResponse(outcome, secrets, values),
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
  };
}

function harResponse(
  outcome: ScimResponse | NetworkError,
  secrets: ReadonlySet<string>,
  values: readonly string[],
): JsonObject {
  const none: ScimResponse = { status: 0, headers: {}, text: "" };
  const { status, headers, text } = outcome instanceof NetworkError ? none : outcome;
  const shown = withoutValues(redactText(text, secrets), values);
  const shownHeaders = Object.entries(redactHeaders(headers)).map(
    ([name, value]) => [name, withoutValues(value, values)] as const,
  );
  return {
    status,
    statusText: "",
    httpVersion: "HTTP/1.1",
    headers: pairs(Object.fromEntries(shownHeaders)),
    cookies: [],
    content: { size: Buffer.byteLength(shown), mimeType: headers["content-type"] ?? "", text: shown },
    redirectURL: withoutValues(headers["location"] ?? "", values),
    headersSize: -1,
    bodySize: -1,
  };
}

function redactText(text: string, secrets: ReadonlySet<string>): string {
  const body = parseJson(text);
  return body === undefined ? text : JSON.stringify(redactAttributes(body, secrets));
}

function pairs(headers: Readonly<Record<string, string>>): Json {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
