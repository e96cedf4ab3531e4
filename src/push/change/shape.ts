import { isJsonObject, type Json } from "../../canonical.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { isSchemaUrn } from "../../scim/resource.ts";

/**
 * What a change looks like in a request. A provider that understands one change of a shape understands the others; what
 * it makes of a shape is found out once.
 */
export type Shape =
  | "active"
  /** `title` */
  | "core"
  /** `name.givenName` */
  | "subAttribute"
  /** `emails[type eq "work"].value` */
  | "valuePath"
  /** `emails[type eq "work"]`, new in the list */
  | "addValue"
  /** `emails`, all of it */
  | "list"
  /** The same, without a value that was there. */
  | "shorterList"
  /** `urn:…:User:department` */
  | "extension"
  | "removeCore"
  | "removeSubAttribute"
  /** `emails[type eq "work"]`, or a part of it */
  | "removeValue"
  | "removeExtension"
  /** Anything set by PUT. */
  | "put"
  /** Anything left out of a PUT. */
  | "putRemoval";

/** The shape of a change in a PATCH. */
export function shapeOf({ path, before, after }: AttributeChange): Shape {
  const isRemoval = after === undefined;
  if (path.toLowerCase() === "active") return "active";
  if (isSchemaUrn(path)) return isRemoval ? "removeExtension" : "extension";
  if (path.includes("[")) {
    if (isRemoval) return "removeValue";
    return before === undefined && path.endsWith("]") ? "addValue" : "valuePath";
  }
  if (path.includes(".")) return isRemoval ? "removeSubAttribute" : "subAttribute";
  if (isRemoval) return "removeCore";
  if (!Array.isArray(after)) return "core";
  return Array.isArray(before) && losesValue(before, after) ? "shorterList" : "list";
}

/** A value counts as the same when its type is, where it has one. */
function losesValue(before: readonly Json[], after: readonly Json[]): boolean {
  const labels = new Set(after.map(labelOf));
  return before.some((value) => !labels.has(labelOf(value)));
}

/** What a value of a list is told apart by. */
export function labelOf(value: Json): string {
  if (!isJsonObject(value)) return JSON.stringify(value);
  return JSON.stringify(value["type"] ?? value["value"] ?? null).toLowerCase();
}

/** The shape of a change in a PUT. */
export function shapeInPut({ path, after }: AttributeChange): Shape {
  if (path.toLowerCase() === "active") return "active";
  return after === undefined ? "putRemoval" : "put";
}

/** Changes that any provider with PATCH can make by it: a refusal of them is one of the verb. */
export function isPlain(change: AttributeChange): boolean {
  return ["active", "core", "list", "shorterList", "removeCore"].includes(shapeOf(change));
}
