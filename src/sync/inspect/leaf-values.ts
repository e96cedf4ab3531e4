import { isJsonObject, type Json } from "../../canonical.ts";
import type { Attributes } from "../../source/record.ts";

export type Leaf = string | number | boolean;

/** How a user has an attribute: as one value of a type, or as a list, however long. */
export type ValueShape = "text" | "number" | "boolean" | "list";

/** Told each plain value below an attribute; all values of one path of a record come with one shape. */
export type VisitLeaf = (path: string, value: Leaf, shape: ValueShape) => void;

/** Visits the plain values of a record: `name.givenname` of a nested value, `emails.value` of each item of a list. */
export function eachLeaf(attributes: Attributes, visit: VisitLeaf): void {
  for (const name of Object.keys(attributes)) walk(name, attributes[name] ?? null, false, visit);
}

function walk(path: string, value: Json, inList: boolean, visit: VisitLeaf): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) walk(path, item, true, visit);
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) walk(`${path}.${name}`, value[name] ?? null, inList, visit);
  } else if (value !== null) {
    visit(path, value as Leaf, inList ? "list" : shapeOf(value as Leaf));
  }
}

function shapeOf(value: Leaf): ValueShape {
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "number" : "boolean";
}
