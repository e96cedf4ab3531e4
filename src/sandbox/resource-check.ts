import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { checkValue, checkVerbatim } from "./attribute-check.ts";
import { refusal, shown } from "./refusal.ts";
import type { AttributeTable, ResourceType } from "./resource-type.ts";

/**
 * What of a POST or PUT body is to be stored: attributes in schema form, by RFC 7644 sections 3.3
 * and 3.5.1. Left out are `schemas`, which the server makes, what is read-only, and the password.
 * Throws `Refusal`.
 */
export function checkResource(body: Json, type: ResourceType): JsonObject {
  if (!isJsonObject(body)) throw refusal("invalidSyntax", `the body must be a ${type.name} as a JSON object`);
  const stored: Record<string, Json> = {};
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(body)) {
    const [name, checked] = isUrn(key)
      ? [canonicalUrn(type, key), checkExtension(type, key, value)]
      : checkCore(type, key, value);
    if (seen.has(name)) throw refusal("invalidSyntax", `${name} is given twice`);
    seen.add(name);
    if (checked !== undefined) stored[name] = checked;
  }
  requireSchemas(body, seen, type);
  requireAttributes(stored, type);
  return stored;
}

/** True for the name of an extension. */
export function isUrn(name: string): boolean {
  // The colon is looked at first, for this is asked of every attribute of every resource.
  return name[3] === ":" && /^urn:/i.test(name);
}

/** The URN of an extension in the case it was registered with; any other as it stands. */
export function canonicalUrn(type: ResourceType, urn: string): string {
  const folded = urn.toLowerCase();
  return type.extensions.find((extension) => extension.id.toLowerCase() === folded)?.id ?? urn;
}

/** Throws `Refusal` when an attribute that must have a value has none. */
export function requireAttributes(attributes: JsonObject, type: ResourceType): void {
  for (const attribute of type.core.values()) {
    if (!attribute.required) continue;
    const value = attributes[attribute.name];
    if (value === undefined || (typeof value === "string" && value.trim() === ""))
      throw refusal("invalidValue", `${attribute.name} is required`);
  }
}

/** An extension's attributes in schema form, or as they stand when no schema is registered. */
export function checkExtension(type: ResourceType, urn: string, value: Json): JsonObject | undefined {
  if (value === null) return undefined;
  if (urn.toLowerCase() === type.schema.id.toLowerCase())
    throw refusal("invalidSyntax", `attributes of ${type.schema.id} stand at the top of the resource`);
  if (!isJsonObject(value))
    throw refusal("invalidValue", `${shown(urn)} must be an object with attributes, not ${shown(value)}`);
  const table = type.extensionTables.get(urn.toLowerCase());
  const checked = table === undefined ? verbatim(urn, value) : checkTable(table, urn, value);
  return Object.keys(checked).length === 0 ? undefined : checked;
}

function verbatim(urn: string, value: JsonObject): JsonObject {
  checkVerbatim(value, shown(urn));
  return value;
}

function checkTable(table: AttributeTable, urn: string, value: JsonObject): JsonObject {
  const stored: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const attribute = table.get(key.toLowerCase());
    if (attribute === undefined) throw refusal("invalidSyntax", `${urn} has no attribute ${shown(key)}`);
    if (Object.hasOwn(stored, attribute.name))
      throw refusal("invalidSyntax", `${urn}:${attribute.name} is given twice`);
    const checked = checkValue(attribute, item, `${urn}:${attribute.name}`);
    if (checked !== undefined) stored[attribute.name] = checked;
  }
  return stored;
}

function checkCore(type: ResourceType, key: string, value: Json): readonly [string, Json | undefined] {
  const attribute = type.core.get(key.toLowerCase());
  if (attribute === undefined)
    throw refusal("invalidSyntax", `${type.schema.id} has no attribute ${shown(key)}`);
  if (attribute.mutability === "readOnly") return [attribute.name, undefined];
  const checked = checkValue(attribute, value, attribute.name);
  const isStored = attribute.returned !== "never" && attribute.name !== "schemas";
  return [attribute.name, isStored ? checked : undefined];
}

function requireSchemas(body: JsonObject, seen: ReadonlySet<string>, type: ResourceType): void {
  const key = seen.has("schemas")
    ? Object.keys(body).find((name) => name.toLowerCase() === "schemas")
    : undefined;
  const schemas = key === undefined ? undefined : body[key];
  const wanted = type.schema.id.toLowerCase();
  const isNamed = Array.isArray(schemas) && schemas.some((urn) => String(urn).toLowerCase() === wanted);
  if (!isNamed) throw refusal("invalidSyntax", `schemas must be a list that has ${type.schema.id}`);
}
