import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources, sameValue } from "./diff.ts";
import type { MultiValued } from "./typed-values.ts";

/**
 * The resource with null for each attribute that `before` has and it has not: a value is gone that was once there.
 * Attributes that are missing in both are not spoken of. RFC 7643 §2.5: null and unassigned are the same.
 */
export function markEmptied(resource: JsonObject, before: JsonObject): JsonObject {
  const marked: Record<string, Json> = { ...resource };
  for (const [name, value] of Object.entries(before)) {
    const now = member(resource, name);
    if (now === undefined) marked[name] = isSchemaUrn(name) ? markEmptied({}, objectOf(value)) : null;
    else if (isSchemaUrn(name)) marked[nameIn(marked, name)] = markEmptied(objectOf(now), objectOf(value));
  }
  return marked;
}

function objectOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The name as the object spells it (RFC 7643 §2.1: names differ in more than case). */
function nameIn(object: JsonObject, name: string): string {
  return Object.keys(object).find((own) => own.toLowerCase() === name.toLowerCase()) ?? name;
}

/** The resource without the marks. */
export function withoutEmptied(resource: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(resource)) {
    const rest = isSchemaUrn(name) && isJsonObject(value) ? withoutEmptied(value) : value;
    if (rest !== null && !(isJsonObject(rest) && Object.keys(rest).length === 0)) kept[name] = rest;
  }
  return kept;
}

/** The values that were once written, are not wanted any more, and are to be taken away where they still are. */
export function changesOfEmptied(
  before: JsonObject,
  marked: JsonObject,
  multiValued: MultiValued,
): readonly AttributeChange[] {
  const changes = diffResources(spokenOf(before, marked), marked, multiValued);
  return changes.filter(({ before, after }) => after === undefined || isShorter(before, after));
}

/** Only attributes that the marked resource has, be it as null. */
function spokenOf(before: JsonObject, marked: JsonObject): JsonObject {
  const kept = Object.entries(before).flatMap(([name, value]) => {
    const mark = member(marked, name);
    if (mark === undefined) return [];
    const inner = isSchemaUrn(name) && isJsonObject(value) && isJsonObject(mark);
    return [[name, inner ? spokenOf(value, mark) : value] as const];
  });
  return Object.fromEntries(kept);
}

/** A list written as a whole loses a value by being written without it. */
function isShorter(before: Json | undefined, after: Json): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return false;
  return before.some((value: Json) => !after.some((other: Json) => sameValue(value, other)));
}
