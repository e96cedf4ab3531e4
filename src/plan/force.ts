import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import type { MultiValued } from "./typed-values.ts";

/** In front of a value that is to be taken for another one than it is. */
const mark = "\u0001";

/**
 * The changes that set all of `after`, also what is the same in `before`: so each goes in the form for what is there
 * already, or for what is new. What `before` alone has is removed.
 */
export function allChanges(
  before: JsonObject,
  after: JsonObject,
  multiValued: MultiValued,
): readonly AttributeChange[] {
  return diffResources(marked(before), after, multiValued).map(unmarked);
}

/** The resource with every value another one, but for the types by which values of a list are told apart. */
export function marked(resource: JsonObject): JsonObject {
  return markedMembers(resource, false);
}

function markedMembers(value: JsonObject, isItem: boolean): JsonObject {
  const entries = Object.entries(value).map(([name, item]) => {
    const tells = name === "schemas" || (isItem && name.toLowerCase() === "type");
    return [name, tells ? item : markedValue(item)];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function markedValue(value: Json): Json {
  if (value === null || value === "") return value;
  if (Array.isArray(value)) {
    return value.map((item: Json) => (isJsonObject(item) ? markedMembers(item, true) : markedValue(item)));
  }
  return isJsonObject(value) ? markedMembers(value, false) : mark + JSON.stringify(value);
}

/** The change with the value that was there. */
export function unmarked(change: AttributeChange): AttributeChange {
  return change.before === undefined ? change : { ...change, before: unmarkedValue(change.before) };
}

function unmarkedValue(value: Json): Json {
  if (typeof value === "string") return value.startsWith(mark) ? (JSON.parse(value.slice(1)) as Json) : value;
  if (Array.isArray(value)) return value.map((item: Json) => unmarkedValue(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unmarkedValue(item)]));
}
