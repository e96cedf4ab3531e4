import { isDeepStrictEqual } from "node:util";
import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { compileFilter } from "../../scim/filter-match.ts";
import type { Attribute } from "../attribute.ts";
import { checkItem, checkValue } from "../attribute-check.ts";
import type { PatchOperation } from "./patch-request.ts";
import type { PatchTarget } from "./patch-target.ts";
import { refusal } from "../refusal.ts";

type AttributeTarget = Extract<PatchTarget, { kind: "attribute" }>;

/** The value of one attribute after an operation: RFC 7644 sections 3.5.2.1 to 3.5.2.3. */
export function patchValue(
  current: Json | undefined,
  operation: PatchOperation,
  target: AttributeTarget,
): Json | undefined {
  const { attribute, subAttribute, filter } = target;
  if (attribute.multiValued) {
    const values = Array.isArray(current) ? (current as readonly Json[]) : [];
    const isWhole = filter === undefined && subAttribute === undefined;
    const changed = isWhole ? patchAll(values, operation, attribute) : patchSome(values, operation, target);
    return changed.length === 0 ? undefined : changed;
  }
  if (subAttribute !== undefined) return patchPart(isJsonObject(current) ? current : {}, operation, target);
  if (operation.op === "remove" || operation.value === null) return undefined;
  const value = checkValue(attribute, operation.value ?? null, attribute.name);
  return isJsonObject(current) && isJsonObject(operation.value)
    ? mergeParts(current, value, operation.value)
    : value;
}

// In a complex value, a sub-attribute given as null is unassigned and one not given stays as it is.
function mergeParts(current: JsonObject, checked: Json | undefined, given: JsonObject): JsonObject {
  const cleared = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const kept = Object.entries(current).filter(([name]) => !cleared.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...(isJsonObject(checked) ? checked : {}) };
}

function patchAll(values: readonly Json[], operation: PatchOperation, attribute: Attribute): readonly Json[] {
  const { op, value = null, place } = operation;
  if (op === "remove") {
    if (operation.value === undefined) return [];
    throw refusal(
      "invalidValue",
      `${place}: remove takes no value; say which in the path, as in ${attribute.name}[value eq "…"]`,
    );
  }
  if (op === "replace") {
    const checked = checkValue(attribute, value, attribute.name);
    return Array.isArray(checked) ? (checked as readonly Json[]) : [];
  }
  const given = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const added = checkValue(attribute, given, attribute.name);
  return append(values, Array.isArray(added) ? (added as readonly Json[]) : []);
}

function append(values: readonly Json[], added: readonly Json[]): readonly Json[] {
  const fresh = added.filter((item) => !values.some((value) => isDeepStrictEqual(value, item)));
  return fresh.some(isPrimary) ? [...values.map(demoted), ...fresh] : [...values, ...fresh];
}

function isPrimary(value: Json): boolean {
  return isJsonObject(value) && value["primary"] === true;
}

// A new primary value takes the place of the old one, RFC 7644 section 3.5.2.
function demoted(value: Json): Json {
  return isJsonObject(value) && value["primary"] === true ? { ...value, primary: false } : value;
}

function patchSome(
  values: readonly Json[],
  operation: PatchOperation,
  target: AttributeTarget,
): readonly Json[] {
  const { filter, attribute, subAttribute } = target;
  const matches = filter === undefined ? () => true : compileFilter(filter, attribute.name);
  const chosen = new Set(values.filter((value) => isJsonObject(value) && matches(value)));
  if (chosen.size === 0) {
    if (operation.op === "remove") return values;
    throw refusal("noTarget", `${operation.place}: no value of ${attribute.name} is what the path asks for`);
  }
  const isDropped = operation.op === "remove" && subAttribute === undefined;
  const changed = values.flatMap((value) => {
    if (!chosen.has(value)) return [value];
    return isDropped ? [] : patchItem(value, operation, target);
  });
  return onePrimary(values, changed, target);
}

function patchItem(value: Json, operation: PatchOperation, target: AttributeTarget): readonly Json[] {
  const current = isJsonObject(value) ? value : {};
  if (target.subAttribute !== undefined) {
    const changed = patchPart(current, operation, target);
    return Object.keys(changed).length === 0 ? [] : [changed];
  }
  const checked = checkItem(target.attribute, operation.value ?? null, target.attribute.name);
  return [operation.op === "add" && isJsonObject(checked) ? { ...current, ...checked } : checked];
}

function patchPart(current: JsonObject, operation: PatchOperation, target: AttributeTarget): JsonObject {
  const { attribute, subAttribute } = target;
  if (subAttribute === undefined) return current;
  const path = `${attribute.name}.${subAttribute.name}`;
  const value =
    operation.op === "remove" ? undefined : checkValue(subAttribute, operation.value ?? null, path);
  const { [subAttribute.name]: _, ...rest } = current;
  return value === undefined ? rest : { ...rest, [subAttribute.name]: value };
}

function onePrimary(
  before: readonly Json[],
  after: readonly Json[],
  target: AttributeTarget,
): readonly Json[] {
  const primaries = after.filter(isPrimary);
  if (primaries.length < 2) return after;
  const fresh = primaries.filter((value) => !before.includes(value));
  if (fresh.length > 1)
    throw refusal("invalidValue", `${target.attribute.name} would have ${fresh.length} primary values`);
  return after.map((value) => (fresh.includes(value) ? value : demoted(value)));
}
