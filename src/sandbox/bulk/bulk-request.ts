import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";
import { type EndpointPaths, usualPath } from "../../scim/endpoint-paths.ts";
import { Refusal, refusal, shown } from "../refusal.ts";

const methods = ["POST", "PUT", "PATCH", "DELETE"] as const;
const bulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/** One entry of `Operations`: RFC 7644 section 3.7. What it is told by may be wrong; `readStep` says so. */
export interface BulkEntry {
  readonly method: Json | undefined;
  readonly bulkId: Json | undefined;
  readonly path: Json | undefined;
  readonly version: Json | undefined;
  readonly data: Json | undefined;
}

/** An entry that can be tried. */
export interface BulkStep {
  readonly method: (typeof methods)[number];
  readonly bulkId?: string;
  readonly path: string;
  readonly version?: string;
  readonly data?: JsonObject;
}

export interface BulkJob {
  readonly entries: readonly BulkEntry[];
  /** Errors after which nothing more is done. */
  readonly failOnErrors: number;
}

/** Reads the body of a bulk request. Throws `Refusal`. */
export function readBulkRequest(body: Json, maxOperations: number): BulkJob {
  if (!isJsonObject(body)) throw refusal("invalidSyntax", "the body of a bulk request must be a JSON object");
  const named = member(body, "schemas");
  if (!Array.isArray(named) || !named.includes(bulkRequest))
    throw refusal("invalidSyntax", `schemas must be a list that has ${bulkRequest}`);
  const rows = member(body, "Operations");
  if (!Array.isArray(rows) || rows.length === 0)
    throw refusal("invalidSyntax", "Operations must be a list with one operation at least");
  if (rows.length > maxOperations)
    throw new Refusal(413, `the request has ${rows.length} operations; this service takes ${maxOperations}`);
  const entries = (rows as readonly Json[]).map(readEntry);
  refuseRepeats(entries);
  return { entries, failOnErrors: readLimit(member(body, "failOnErrors")) };
}

function readEntry(row: Json, at: number): BulkEntry {
  if (!isJsonObject(row)) throw refusal("invalidSyntax", `Operations[${at}] must be an object`);
  const [method, bulkId, path, version, data] = ["method", "bulkId", "path", "version", "data"].map((name) =>
    member(row, name),
  );
  return { method, bulkId, path, version, data };
}

function refuseRepeats(entries: readonly BulkEntry[]): void {
  const ids = entries.flatMap(({ bulkId }) => (bulkId === undefined ? [] : [bulkId]));
  const repeated = ids.find((id, at) => ids.indexOf(id) !== at);
  if (repeated !== undefined)
    throw refusal("invalidValue", `bulkId ${shown(repeated)} stands at two operations`);
}

function readLimit(value: Json | undefined): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw refusal("invalidValue", `failOnErrors must be a whole number from 1, not ${shown(value)}`);
}

/** An entry as something that can be tried. Throws `Refusal`, which is the result of this entry alone. */
export function readStep({ method, bulkId, path, version, data }: BulkEntry, paths: EndpointPaths): BulkStep {
  const known = methods.find((one) => one === method);
  if (known === undefined)
    throw refusal("invalidValue", `method must be ${methods.join(", ")}, not ${shown(method)}`);
  if (known === "POST" ? typeof bulkId !== "string" || bulkId === "" : !isOptionalText(bulkId))
    throw refusal("invalidValue", "POST needs a bulkId, which is a string");
  if (typeof path !== "string" || !/^\/(?!bulk\b)[a-z]+(?:\/[^/?#]+)?$/i.test(usualPath(path, paths) ?? path))
    throw refusal("invalidPath", `path must be such as /Users or /Users/ID, not ${shown(path)}`);
  if (!isOptionalText(version))
    throw refusal("invalidValue", `version must be a string, not ${shown(version)}`);
  if (known !== "DELETE" && !isJsonObject(data))
    throw refusal("invalidSyntax", `${known} needs data, which is an object`);
  return {
    method: known,
    path,
    ...(typeof bulkId === "string" ? { bulkId } : {}),
    ...(typeof version === "string" ? { version } : {}),
    ...(isJsonObject(data) && known !== "DELETE" ? { data } : {}),
  };
}

function isOptionalText(value: Json | undefined): boolean {
  return value === undefined || typeof value === "string";
}
