import type { Json, JsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";

/** Whether an attribute, named without case, has a text or a number by which the resource could be told. */
export function holdsText(resource: JsonObject, attribute: string): boolean {
  const value = member(resource, attribute);
  return Array.isArray(value)
    ? (value as readonly Json[]).some(isText)
    : value !== undefined && isText(value);
}

function isText(value: Json): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}
