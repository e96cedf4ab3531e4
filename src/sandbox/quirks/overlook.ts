import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";
import type { ServiceProvider } from "../service-provider.ts";

/**
 * What a service with quirks reads of the body of a write: what it overlooks is gone. `Operations` may be left empty,
 * and then nothing is asked for.
 */
export function overlook(provider: ServiceProvider, method: string, body: Json): Json {
  if (!isJsonObject(body)) return body;
  if (method !== "PATCH") return provider.has("textBooleansIgnored") ? withoutTextActive(body) : body;
  const operations = member(body, "Operations");
  if (!Array.isArray(operations)) return body;
  const read = operations.flatMap((operation: Json): readonly Json[] =>
    isJsonObject(operation) ? readOf(provider, operation) : [operation],
  );
  return { ...body, Operations: read };
}

/** Whether a PATCH body, once read, asks for nothing although it had operations. */
export function isNothing(body: Json): boolean {
  const operations = isJsonObject(body) ? member(body, "Operations") : undefined;
  return Array.isArray(operations) && operations.length === 0;
}

const proper: ReadonlySet<Json | undefined> = new Set(["add", "replace", "remove"]);
const valueByType = /^\w+\[\s*type\s+eq\s[^\]]*\]$/i;

function readOf(provider: ServiceProvider, operation: JsonObject): readonly JsonObject[] {
  const [op, path, value] = [member(operation, "op"), member(operation, "path"), member(operation, "value")];
  const isOddlySpelt = typeof op === "string" && !proper.has(op) && proper.has(op.toLowerCase());
  if (isOddlySpelt && provider.has("capitalOpsIgnored")) return [];
  if (path === undefined) return [withoutActive(provider, operation, value)];
  const isActive = typeof path === "string" && path.toLowerCase() === "active";
  if (isActive && (provider.has("deactivationIgnored") || provider.has("deactivationNeedsNoPath"))) return [];
  if (isActive && typeof value === "string" && provider.has("textBooleansIgnored")) return [];
  const isByType = op === "remove" && typeof path === "string" && valueByType.test(path);
  return isByType && provider.has("removeByTypeIgnored") ? [] : [operation];
}

function withoutActive(
  provider: ServiceProvider,
  operation: JsonObject,
  value: Json | undefined,
): JsonObject {
  if (!isJsonObject(value)) return operation;
  if (provider.has("deactivationIgnored")) return { ...operation, value: without(value, () => true) };
  return provider.has("textBooleansIgnored") ? { ...operation, value: withoutTextActive(value) } : operation;
}

function withoutTextActive(value: JsonObject): JsonObject {
  return without(value, (active) => typeof active === "string");
}

function without(value: JsonObject, isOverlooked: (active: Json) => boolean): JsonObject {
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.filter(([name, item]) => name.toLowerCase() !== "active" || !isOverlooked(item)),
  );
}
