import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { spelledPath, usualPath } from "../scim/endpoint-paths.ts";
import type { Dialect } from "./dialect.ts";
import type { Inquiry } from "./exchange.ts";
import { Refusal, refusal, shown } from "./refusal.ts";

/** A path below the base URL in the words of the RFC. Throws `Refusal` for one that this service does not have. */
export function asUsual(path: string, { wire }: Dialect): string {
  const usual = usualPath(path, wire.paths);
  if (usual === undefined) throw new Refusal(404, `there is nothing at ${path.slice(0, 200)}`);
  return usual;
}

/** The path at which this service has what the RFC has at another. */
export function asSpelt(path: string, { wire }: Dialect): string {
  return spelledPath(path, wire.paths);
}

/** Throws `Refusal` for a request that asks for another type than the one there is, or lacks what each write must say. */
export function refuseForm({ wire }: Dialect, { method, headers, query, segments }: Inquiry): void {
  const wanted = headers.accept ?? "*/*";
  if (wire.accept !== "any" && wanted !== "*/*" && wanted !== wire.accept)
    throw new Refusal(406, `answers are ${wire.accept} alone, not ${wanted.slice(0, 80)}`);
  if (method === "GET" || segments.at(-1) === ".search") return;
  for (const [name, value] of Object.entries(wire.writeQuery)) {
    if (query.get(name) !== value)
      throw refusal("invalidValue", `a write must say ${name}=${value} in its address`);
  }
}

/** A refusal of a name that is taken, with the status that the service has for it. */
export function asConflict({ wire }: Dialect, error: Refusal): Refusal {
  const { scimType, status, message, headers } = error;
  if (scimType !== "uniqueness" || wire.conflictStatus === status) return error;
  return new Refusal(wire.conflictStatus, message, undefined, headers);
}

/** The body of a PATCH in the words of the RFC. Throws `Refusal` for one that is not in those of the service. */
export function readSpelling({ wire }: Dialect, body: Json): Json {
  const { operationCase, booleans } = wire;
  const operations = isJsonObject(body) ? member(body, "Operations") : undefined;
  if (operationCase === "lower" && booleans === "native") return body;
  if (!isJsonObject(body) || !Array.isArray(operations)) return body;
  const read = (operations as readonly Json[]).map((operation, at) => {
    if (!isJsonObject(operation)) return operation;
    const place = `Operations[${at}]`;
    const named = operationCase === "capital" ? withLowerOp(operation, place) : operation;
    return booleans === "text" ? withBooleans(named, place) : named;
  });
  return { ...body, Operations: read };
}

const capitals: ReadonlySet<Json> = new Set(["Add", "Remove", "Replace"]);

function withLowerOp(operation: JsonObject, place: string): JsonObject {
  const op = member(operation, "op") ?? null;
  if (typeof op === "string" && capitals.has(op)) return { ...operation, op: op.toLowerCase() };
  throw refusal("invalidSyntax", `${place}.op must be Add, Replace or Remove, not ${shown(op)}`);
}

/** Attributes that RFC 7643 section 4.1 has as booleans. */
const switches: ReadonlySet<string> = new Set(["active", "primary"]);

function withBooleans(operation: JsonObject, place: string): JsonObject {
  const [path, value] = [member(operation, "path"), member(operation, "value")];
  if (value === undefined) return operation;
  const name = typeof path === "string" ? lastName(path) : "";
  return { ...operation, value: readBooleans(name, value, place) };
}

/** Of a path such as `emails[type eq "work"].primary`, which a key may be, too. */
function lastName(path: string): string {
  return /[A-Za-z]+$/.exec(path)?.[0] ?? "";
}

function readBooleans(name: string, value: Json, place: string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => readBooleans("", item, place));
  if (isJsonObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, readBooleans(lastName(key), item, place)] as const),
    );
  }
  if (!switches.has(name.toLowerCase()) || value === null) return value;
  if (value === "True" || value === "False") return value === "True";
  throw refusal("invalidValue", `${place}: ${name} must be the text "True" or "False", not ${shown(value)}`);
}
