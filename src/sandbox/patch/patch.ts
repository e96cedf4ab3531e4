import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import type { Attribute } from "../attribute.ts";
import { checkValue } from "../attribute-check.ts";
import { patchValue } from "./patch-value.ts";
import { type PatchTarget, resolveTarget } from "./patch-target.ts";
import type { PatchOperation } from "./patch-request.ts";
import { refusal, shown } from "../refusal.ts";
import { canonicalUrn, checkExtension, isUrn } from "../resource-check.ts";
import type { ResourceType } from "../resource-type.ts";

/**
 * The attributes of a resource after one operation; the ones given stay as they were.
 * `id` is the resource's, for a client that sends it along. Throws `Refusal`.
 */
export function applyOperation(
  attributes: JsonObject,
  operation: PatchOperation,
  type: ResourceType,
  id: string,
): JsonObject {
  if (operation.path !== undefined) {
    const target = resolveTarget(operation.path, type);
    return applyTo(attributes, operation, target, type);
  }
  const value = isJsonObject(operation.value) ? operation.value : {};
  return Object.entries(value).reduce<JsonObject>((result, [key, item]) => {
    if (isSilent(key, item, id)) return result;
    const part = { ...operation, value: item };
    return applyTo(result, part, namedTarget(key, type), type);
  }, attributes);
}

// `schemas` is made by the server, and an `id` that is the resource's own changes nothing.
function isSilent(key: string, value: Json, id: string): boolean {
  const name = key.toLowerCase();
  return name === "schemas" || (name === "id" && value === id);
}

function namedTarget(key: string, type: ResourceType): PatchTarget {
  if (isUrn(key)) return { kind: "extension", extension: canonicalUrn(type, key) };
  const attribute = type.core.get(key.toLowerCase());
  if (attribute === undefined)
    throw refusal("invalidSyntax", `${type.schema.id} has no attribute ${shown(key)}`);
  return { kind: "attribute", attribute };
}

function applyTo(
  attributes: JsonObject,
  operation: PatchOperation,
  target: PatchTarget,
  type: ResourceType,
): JsonObject {
  if (target.kind === "extension") return applyToExtension(attributes, operation, target.extension, type);
  if (target.kind === "verbatim") return applyVerbatim(attributes, operation, target, type);
  if (target.extension === undefined) return applyToAttribute(attributes, operation, target);
  const within = containerOf(attributes, target.extension);
  return withValue(attributes, target.extension, applyToAttribute(within, operation, target));
}

function containerOf(attributes: JsonObject, extension: string): JsonObject {
  const container = Object.hasOwn(attributes, extension) ? attributes[extension] : undefined;
  return isJsonObject(container) ? container : {};
}

function applyToAttribute(
  container: JsonObject,
  operation: PatchOperation,
  target: Extract<PatchTarget, { kind: "attribute" }>,
): JsonObject {
  const { attribute } = target;
  if (attribute.name === "schemas") return container;
  refuseUnchangeable(attribute, operation);
  if (target.subAttribute !== undefined) refuseUnchangeable(target.subAttribute, operation);
  if (attribute.returned === "never") return checkSecret(container, attribute, operation);
  return withValue(container, attribute.name, patchValue(container[attribute.name], operation, target));
}

function refuseUnchangeable(attribute: Attribute, operation: PatchOperation): void {
  if (attribute.mutability === "readOnly" || attribute.mutability === "immutable")
    throw refusal("mutability", `${operation.place}: ${attribute.name} is ${attribute.mutability}`);
  if (attribute.required && (operation.op === "remove" || operation.value === null))
    throw refusal("mutability", `${operation.place}: ${attribute.name} is required and cannot be removed`);
}

function checkSecret(container: JsonObject, attribute: Attribute, operation: PatchOperation): JsonObject {
  if (operation.op !== "remove") checkValue(attribute, operation.value ?? null, attribute.name);
  return container;
}

function applyToExtension(
  attributes: JsonObject,
  operation: PatchOperation,
  extension: string,
  type: ResourceType,
): JsonObject {
  if (operation.op === "remove" || operation.value === null)
    return withValue(attributes, extension, undefined);
  const table = type.extensionTables.get(extension.toLowerCase());
  const value = operation.value ?? null;
  if (table === undefined || !isJsonObject(value)) {
    const checked = checkExtension(type, extension, value);
    return withValue(attributes, extension, { ...containerOf(attributes, extension), ...checked });
  }
  const container = Object.entries(value).reduce<JsonObject>(
    (result, [key, item]) => {
      const attribute = table.get(key.toLowerCase());
      if (attribute === undefined)
        throw refusal("invalidSyntax", `${extension} has no attribute ${shown(key)}`);
      return applyToAttribute(result, { ...operation, value: item }, { kind: "attribute", attribute });
    },
    containerOf(attributes, extension),
  );
  return withValue(attributes, extension, container);
}

function applyVerbatim(
  attributes: JsonObject,
  operation: PatchOperation,
  target: Extract<PatchTarget, { kind: "verbatim" }>,
  type: ResourceType,
): JsonObject {
  const { extension, attribute, subAttribute } = target;
  const within = containerOf(attributes, extension);
  const value = operation.op === "remove" ? undefined : (operation.value ?? undefined);
  if (value !== undefined) checkExtension(type, extension, { [attribute]: value });
  const outer = containerOf(within, attribute);
  const changed = subAttribute === undefined ? value : withValue(outer, subAttribute, value);
  return withValue(attributes, extension, withValue(within, attribute, changed));
}

/** A copy with one member set; without it when the value is undefined or an object with nothing in it. */
function withValue(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const isEmpty = isJsonObject(value) && Object.keys(value).length === 0;
  if (value !== undefined && value !== null && !isEmpty) return { ...object, [name]: value };
  if (!Object.hasOwn(object, name)) return object;
  const { [name]: _, ...rest } = object;
  return rest;
}
