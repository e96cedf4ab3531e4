import { isJsonObject, type Json } from "../../canonical.ts";
import { AnswerError } from "./answer-error.ts";
import { member } from "../attribute-value.ts";
import { type BulkOperation, type BulkResult, readBulkResponse } from "../bulk.ts";
import type { EndpointPaths } from "../endpoint-paths.ts";
import { excessIn } from "./json-text.ts";
import { type ListPage, readListPage } from "../list.ts";
import { errorSchema, readResource, readVersion, type Resource, type ResourceType } from "../resource.ts";
import { parseJson, readScimError } from "../scim-error.ts";
import type { ScimRequest, ScimResponse } from "../connection/transport.ts";
import { requestLine } from "../request-line.ts";

/** A request and what was answered. */
export interface Answer {
  readonly request: ScimRequest;
  readonly response: ScimResponse;
}

/**
 * The JSON of an answer to a request that was carried out; undefined when its body is empty. Throws `ScimError` for a
 * refusal, also for one that comes with a status of success, and `AnswerError` for what cannot be read. The media type
 * is not looked at: some providers name a wrong one, or none.
 */
export function readJson(answer: Answer): Json | undefined {
  const { request, response } = answer;
  const { status, text, fault } = response;
  if (status >= 400 && status <= 599) throw readScimError(response, requestLine(request, response));
  if (status < 200 || status > 599)
    throw new AnswerError("status", "has no status of HTTP", request, response);
  if (status >= 300) throw new AnswerError("redirect", "leads elsewhere", request, response);
  if (fault !== undefined) throw new AnswerError(fault.reason, fault.said, request, response);
  const start = text.trimStart();
  if (start === "") return undefined;
  if (start.startsWith("<")) throw new AnswerError("html", "is a page for people", request, response);
  const body = parseJson(text);
  if (body === undefined) throw notJson(answer);
  throwHiddenError(body, answer);
  return body;
}

function notJson({ request, response }: Answer): AnswerError {
  const excess = excessIn(response.text);
  if (excess === "too_deep") return new AnswerError(excess, "is nested too deep", request, response);
  if (excess === "too_large") return new AnswerError(excess, "holds too many values", request, response);
  return new AnswerError("not_json", "is no JSON, or cut short", request, response);
}

/** Some gateways answer 200 and put the refusal into the body (RFC 7644 §3.12). */
function throwHiddenError(body: Json, { request, response }: Answer): void {
  if (!isJsonObject(body)) return;
  const schemas = body["schemas"];
  const isError = Array.isArray(schemas) && schemas.includes(errorSchema);
  if (!isError || member(body, "id") !== undefined) return;
  const told = Number(body["status"]);
  const meant = Number.isInteger(told) && told >= 400 && told <= 599 ? told : 500;
  const said = { status: meant, headers: {}, text: JSON.stringify(body) };
  throw readScimError(said, requestLine(request, response));
}

/**
 * Nothing, where the answer says that a deletion was done. What else it says does not matter, and need be no JSON; but a
 * page that asks people to sign in is no such answer.
 */
export function readDeleted(answer: Answer): void {
  try {
    readJson(answer);
  } catch (error) {
    if (!(error instanceof AnswerError) || error.reason !== "not_json") throw error;
  }
}

/** What a write was answered with; undefined when that is no resource, as some providers answer. */
export function readWritten(type: ResourceType, answer: Answer): Resource | undefined {
  const body = readJson(answer);
  const resource = body === undefined ? undefined : readResource(type, body);
  if (resource === undefined || resource.version !== undefined) return resource;
  const version = readVersion(answer.response.headers["etag"]);
  return version === undefined ? resource : { ...resource, version };
}

/**
 * The resource that was asked for. An answer without one says nothing: taken for absence it would cost somebody the
 * account. Nor does one about another resource, which a confused cache may give.
 */
export function readAsked(type: ResourceType, id: string, answer: Answer): Resource {
  const { request, response } = answer;
  const resource = readWritten(type, answer);
  if (resource === undefined) throw new AnswerError("not_scim", "holds no resource", request, response);
  if (fold(resource.id) !== fold(id))
    throw new AnswerError("other_resource", "is about another resource", request, response);
  return resource;
}

/** Where an id is made of a name, letter case may differ. */
function fold(id: string): string {
  return id.normalize("NFC").toLowerCase();
}

export function readPage(type: ResourceType, answer: Answer): ListPage {
  const page = readListPage(type, readJson(answer));
  if (page !== undefined) return page;
  throw new AnswerError("not_scim", "is no list of resources", answer.request, answer.response);
}

export function readBulk(
  baseUrl: string,
  operations: readonly BulkOperation[],
  answer: Answer,
  paths: EndpointPaths,
): readonly (BulkResult | undefined)[] {
  const results = readBulkResponse(readJson(answer), operations, baseUrl, paths);
  if (results !== undefined) return results;
  throw new AnswerError("not_scim", "is no list of results", answer.request, answer.response);
}
