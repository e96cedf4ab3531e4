import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { member } from "./attribute-value.ts";
import { readText } from "./answer/lenient-value.ts";
import { parseJson, readScimError, type ScimError } from "./scim-error.ts";
import { type EndpointPaths, usualPath, usualPaths } from "./endpoint-paths.ts";
import { type RequestLine, requestLine } from "./request-line.ts";
import { idInLocation } from "./resource-path.ts";
import { endpoints, readResource, type Resource, type ResourceType } from "./resource.ts";

export const bulkRequestSchema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/** One operation of a bulk request (RFC 7644 §3.7). */
export interface BulkOperation {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base URL, such as `/Users` or `/Users/2819c223`; ids in it are percent-encoded. */
  readonly path: string;
  /** Needed with POST, and of no other operation of the request. `bulkId:` and this names what it makes. */
  readonly bulkId?: string;
  /** The version that the resource is expected to have (RFC 7644 §3.14). */
  readonly version?: string;
  readonly data?: JsonObject;
}

/** What became of one operation. */
export interface BulkResult {
  /** Undefined when the provider does not say; it may have been done. */
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  /** The resource or the error, where the provider gives it. */
  readonly response: Json | undefined;
  /** What was made or changed, at least its id, where the provider tells that. */
  readonly resource: Resource | undefined;
  /** Why the operation was refused; set when `status` is 400 or more. */
  readonly error?: ScimError;
}

/** How a bulk request is sent (RFC 7644 §3.7). */
export interface BulkOptions {
  /** Refusals after which the provider does no more; it does everything when this is left out. */
  readonly failOnErrors?: number;
}

export function bulkBody(operations: readonly BulkOperation[], { failOnErrors }: BulkOptions): JsonObject {
  return {
    schemas: [bulkRequestSchema],
    ...(failOnErrors === undefined ? {} : { failOnErrors }),
    Operations: operations as unknown as Json,
  };
}

/** A result as it stands in the answer. */
interface Answered extends Omit<BulkResult, "resource" | "error"> {
  readonly method: string | undefined;
}

/**
 * Reads a BulkResponse: for each operation its result, or undefined where there is none that is unmistakably its own.
 * Gives undefined when the answer is no BulkResponse. The operations are as they were sent, `paths` those of the provider.
 */
export function readBulkResponse(
  body: Json | undefined,
  operations: readonly BulkOperation[],
  baseUrl: string,
  paths: EndpointPaths = usualPaths,
): readonly (BulkResult | undefined)[] | undefined {
  if (!isJsonObject(body)) return undefined;
  const rows = member(body, "Operations");
  const said = member(body, "schemas");
  const isResponse = Array.isArray(said) && said.some((urn) => String(urn).endsWith(":BulkResponse"));
  // An empty list may be left out, as in other lists.
  if (!Array.isArray(rows)) return isResponse ? operations.map(() => undefined) : undefined;
  const answered = (rows as readonly Json[]).map((row) => (isJsonObject(row) ? readResult(row) : undefined));
  const found = byBulkId(answered);
  const inOrder = isInOrder(answered, operations);
  return operations.map((operation, at) => {
    const { bulkId } = operation;
    const own = bulkId === undefined ? undefined : found.get(bulkId);
    const result = own ?? (inOrder && isOrderEnough(operation, operations) ? answered[at] : undefined);
    return result === "twice" || result === undefined
      ? undefined
      : resultOf(result, operation, baseUrl, paths);
  });
}

/** By its place alone no new resource is told from another, and a wrong id is worse than none. */
function isOrderEnough({ method }: BulkOperation, operations: readonly BulkOperation[]): boolean {
  return method !== "POST" || operations.length === 1;
}

function readResult(row: JsonObject): Answered {
  const response = readResponse(member(row, "response"));
  const status = readStatus(member(row, "status")) ?? readStatus(errorStatus(response));
  return {
    status,
    method: readText(member(row, "method"))?.toUpperCase(),
    location: readText(member(row, "location")),
    bulkId: readText(member(row, "bulkId")),
    version: readText(member(row, "version")),
    response,
  };
}

function errorIn({ status, response }: Answered, request: RequestLine): ScimError | undefined {
  if (status === undefined || status < 400) return undefined;
  const text =
    response === undefined ? "" : typeof response === "string" ? response : JSON.stringify(response);
  return readScimError({ status, headers: {}, text }, request);
}

/** A number, text of one, or an object with a code, as drafts of the RFC had it. */
function readStatus(value: Json | undefined): number | undefined {
  const said = isJsonObject(value) ? member(value, "code") : value;
  const text = typeof said === "number" ? String(said) : (readText(said) ?? "");
  const [, digits] = /^\s*([1-5]\d\d)\b/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Some providers put the resource in as JSON text. */
function readResponse(value: Json | undefined): Json | undefined {
  return typeof value === "string" ? (parseJson(value) ?? value) : (value ?? undefined);
}

/** An error tells its status itself (RFC 7644 §3.12). */
function errorStatus(response: Json | undefined): Json | undefined {
  return isJsonObject(response) && member(response, "detail") !== undefined
    ? member(response, "status")
    : undefined;
}

function byBulkId(answered: readonly (Answered | undefined)[]): ReadonlyMap<string, Answered | "twice"> {
  const found = new Map<string, Answered | "twice">();
  for (const result of answered) {
    if (result?.bulkId !== undefined) found.set(result.bulkId, found.has(result.bulkId) ? "twice" : result);
  }
  return found;
}

/** Whether there is one result for each operation, and none says that it is another one's. */
function isInOrder(
  answered: readonly (Answered | undefined)[],
  operations: readonly BulkOperation[],
): boolean {
  return (
    answered.length === operations.length &&
    operations.every((operation, at) => {
      const result = answered[at];
      return result === undefined || mayBeOf(result, operation);
    })
  );
}

function mayBeOf(result: Answered, { method, bulkId, path }: BulkOperation): boolean {
  if (result.bulkId !== undefined && result.bulkId !== bulkId) return false;
  if (result.method !== undefined && result.method !== method) return false;
  return method === "POST" || result.location === undefined || result.location.endsWith(path);
}

function resultOf(
  answered: Answered,
  { method, path }: BulkOperation,
  baseUrl: string,
  paths: EndpointPaths,
): BulkResult {
  const { method: _method, ...result } = answered;
  const { status = 0, response, location } = result;
  const error = errorIn(answered, requestLine({ method, path }));
  if (error !== undefined) return { ...result, resource: undefined, error };
  const type = typeAt(usualPath(path, paths) ?? "");
  if (status < 200 || status >= 300 || type === undefined) return { ...result, resource: undefined };
  const told = response === undefined ? undefined : readResource(type, response);
  const id = told === undefined ? idInLocation(baseUrl, type, location, paths) : undefined;
  return { ...result, resource: id === undefined ? told : { id, attributes: { id } } };
}

function typeAt(path: string): ResourceType | undefined {
  const types = Object.keys(endpoints) as readonly ResourceType[];
  return types.find((type) => path === endpoints[type] || path.startsWith(`${endpoints[type]}/`));
}
