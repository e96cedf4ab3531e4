import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";
import { compileFilter } from "../../scim/filter-match.ts";
import type { PatchOperation } from "../patch/patch-request.ts";
import { resolveTarget } from "../patch/patch-target.ts";
import { Refusal } from "../refusal.ts";
import { isUrn } from "../resource-check.ts";
import type { ResourceType } from "../resource-type.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** What is left to do of an operation, and of what attributes it starts; no operation when all is done. */
export interface Reading {
  readonly attributes: JsonObject;
  readonly operation?: PatchOperation;
}

/** An operation as a service with quirks takes it; without any, as it stands. */
export function misread(provider: ServiceProvider, type: ResourceType, reading: Reading): Reading {
  if (provider.dialect.quirks.size === 0 || reading.operation === undefined) return reading;
  const { attributes, operation } = reading;
  return operation.path === undefined
    ? misreadObject(provider, type, attributes, operation)
    : misreadPath(provider, type, attributes, operation);
}

function misreadPath(
  provider: ServiceProvider,
  type: ResourceType,
  attributes: JsonObject,
  operation: PatchOperation,
): Reading {
  const { path, pathText = "", op, value } = operation;
  if (path === undefined) return { attributes, operation };
  const isExtension = path.schema !== undefined && path.schema.toLowerCase() !== type.schema.id.toLowerCase();
  const isDotted = path.schema === undefined && path.subAttribute !== undefined && path.filter === undefined;
  if (isDotted && provider.has("dottedPathLiteral"))
    return { attributes: stored(attributes, [pathText], operation) };
  if (isExtension && provider.has("extensionPathSplit"))
    return { attributes: stored(attributes, pathText.split("."), operation) };
  if (provider.has("unknownPathStored") && isUnknown(operation, type))
    return { attributes: stored(attributes, [pathText], operation) };
  if (op === "remove" && path.filter !== undefined && path.subAttribute === undefined) {
    if (!provider.has("removeLeavesNull")) return { attributes, operation };
    const matches = compileFilter(path.filter, path.attribute);
    return { attributes: withNulls(attributes, path.attribute, matches) };
  }
  const isWhole = path.subAttribute === undefined && path.filter === undefined;
  if (!isWhole || value === undefined) return { attributes, operation };
  const named = { [path.attribute]: value };
  const { [path.attribute]: merged = value } = mergedEmails(provider, attributes, op, named);
  return {
    attributes: withoutReplaced(provider, attributes, op, named),
    operation: { ...operation, value: merged },
  };
}

function misreadObject(
  provider: ServiceProvider,
  type: ResourceType,
  attributes: JsonObject,
  operation: PatchOperation,
): Reading {
  const { op, value } = operation;
  if (!isJsonObject(value)) return { attributes, operation };
  const isLiteral = (key: string): boolean => {
    const isPath = isUrn(key) ? !isExtensionUrn(type, key) : /[.[]/.test(key);
    if (isPath) return provider.has("dottedKeysLiteral") || provider.has("unknownPathStored");
    return provider.has("unknownPathStored") && !isUrn(key) && !type.core.has(key.toLowerCase());
  };
  const keys = Object.keys(value);
  const literal = keys.filter(isLiteral);
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !literal.includes(key)));
  const kept = literal.reduce((all, key) => {
    return stored(all, [key], { ...operation, value: value[key] ?? null });
  }, attributes);
  if (literal.length === keys.length) return { attributes: kept };
  const merged = mergedEmails(provider, kept, op, rest);
  return {
    attributes: withoutReplaced(provider, kept, op, merged),
    operation: { ...operation, value: merged },
  };
}

/** A URN that an attribute could not follow: the extension itself, known or not. */
function isExtensionUrn(type: ResourceType, key: string): boolean {
  const folded = key.toLowerCase();
  return !type.extensions.some(({ id }) => folded.startsWith(`${id.toLowerCase()}:`));
}

function isUnknown({ path }: PatchOperation, type: ResourceType): boolean {
  try {
    if (path !== undefined) resolveTarget(path, type);
    return false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.scimType === "invalidPath";
  }
}

/** The attributes with the value of the operation under these names, whatever the schema says. */
function stored(attributes: JsonObject, names: readonly string[], operation: PatchOperation): JsonObject {
  const [name = "", ...rest] = names;
  const { [name]: old, ...others } = attributes;
  const value = operation.op === "remove" ? undefined : operation.value;
  const next = rest.length === 0 ? value : stored(isJsonObject(old) ? old : {}, rest, operation);
  const isEmpty = next === undefined || (isJsonObject(next) && Object.keys(next).length === 0);
  return isEmpty ? others : { ...others, [name]: next };
}

function withNulls(
  attributes: JsonObject,
  name: string,
  matches: (value: JsonObject) => boolean,
): JsonObject {
  const values = member(attributes, name);
  if (!Array.isArray(values)) return attributes;
  const left = values.map((value: Json) =>
    isJsonObject(value) && matches(value) ? { value: null, type: value["type"] ?? null } : value,
  );
  return { ...attributes, [name]: left };
}

/** The object given, with the addresses that it does not replace by type. */
function mergedEmails(
  provider: ServiceProvider,
  attributes: JsonObject,
  op: PatchOperation["op"],
  given: JsonObject,
): JsonObject {
  const [held, next] = [attributes["emails"], given["emails"]];
  if (!provider.has("replaceEmailsMerges") || op !== "replace") return given;
  if (!Array.isArray(held) || !Array.isArray(next)) return given;
  const types = new Set(next.map((value: Json) => typeOf(value)));
  return { ...given, emails: [...held.filter((value: Json) => !types.has(typeOf(value))), ...next] };
}

function typeOf(value: Json): Json | undefined {
  return isJsonObject(value) ? value["type"] : undefined;
}

/** The attributes without those that what is given for them replaces as a whole. */
function withoutReplaced(
  provider: ServiceProvider,
  attributes: JsonObject,
  op: PatchOperation["op"],
  given: JsonObject,
): JsonObject {
  const isReplaced = (name: string): boolean => {
    if (name === "emails") return op === "add" && provider.has("addEmailsReplaces");
    if (!isJsonObject(given[name] ?? null)) return false;
    return name === "name"
      ? provider.has("nameObjectReplaces")
      : isUrn(name) && provider.has("extensionObjectReplaces");
  };
  if (!Object.keys(given).some(isReplaced)) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !isReplaced(name)));
}
