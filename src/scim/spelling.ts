import { isJsonObject, type Json } from "../canonical.ts";
import type { ScimRequest, Send } from "./connection/transport.ts";
import { areUsual, type EndpointPaths, spelledPath, usualPaths } from "./endpoint-paths.ts";

/** How a provider wants requests to be spelt, where that is not as RFC 7644 has them. */
export interface Spelling {
  /** Where it has its endpoints. */
  readonly paths?: EndpointPaths;
  /** Parameters in the address of each write. */
  readonly writeQuery?: Readonly<Record<string, string>>;
  /** How PATCH spells `op`; `lower` when absent. */
  readonly operationCase?: "lower" | "capital";
  /** How PATCH gives true and false; `native` when absent. */
  readonly booleans?: "native" | "text";
}

/**
 * Spells each request as the provider wants it. All that stands above this, limits and forecasts among it, speaks of
 * paths as RFC 7644 has them.
 */
export function withSpelling(send: Send, spelling: Spelling): Send {
  const { paths = usualPaths, writeQuery = {}, operationCase = "lower", booleans = "native" } = spelling;
  const query = Object.entries(writeQuery)
    .map((pair) => pair.map(encodeURIComponent).join("="))
    .join("&");
  const isPatchUsual = operationCase === "lower" && booleans === "native";
  if (areUsual(paths) && query === "" && isPatchUsual) return send;
  return (request, signal) => {
    const path = withQuery(spelledPath(request.path, paths), isWrite(request) ? query : "");
    const { body } = request;
    if (isPatchUsual || request.method !== "PATCH" || body === undefined)
      return send({ ...request, path }, signal);
    return send({ ...request, path, body: spelledPatch(body, { operationCase, booleans }) }, signal);
  };
}

function isWrite({ method, isRead = false }: ScimRequest): boolean {
  return method !== "GET" && !isRead;
}

function withQuery(path: string, query: string): string {
  if (query === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

/** The body of a PATCH with its operations in the words of the provider. */
export function spelledPatch(
  body: Json,
  { operationCase, booleans }: Pick<Spelling, "operationCase" | "booleans">,
): Json {
  const operations = isJsonObject(body) ? body["Operations"] : undefined;
  if (!isJsonObject(body) || !Array.isArray(operations)) return body;
  const spelt = (operations as readonly Json[]).map((operation) => {
    if (!isJsonObject(operation)) return operation;
    const { op = null, value } = operation;
    return {
      ...operation,
      op: operationCase === "capital" && typeof op === "string" ? capital(op) : op,
      ...(value !== undefined && { value: booleans === "text" ? withTextBooleans(value) : value }),
    };
  });
  return { ...body, Operations: spelt };
}

function capital(op: string): string {
  return op.slice(0, 1).toUpperCase() + op.slice(1);
}

function withTextBooleans(value: Json): Json {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return value.map((item: Json) => withTextBooleans(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTextBooleans(item)]));
}
