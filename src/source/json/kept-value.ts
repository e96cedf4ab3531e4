import type { Json, JsonObject } from "../../canonical.ts";
import { foldName } from "../../fold-name.ts";

/** What is kept of an object: names folded, texts trimmed, what is empty left out. It has no prototype. */
export function keptObject(object: JsonObject): Record<string, Json> {
  const kept = Object.create(null) as Record<string, Json>;
  for (const name of Object.keys(object)) {
    const value = keptValue(object[name] ?? null);
    if (value !== undefined) kept[foldName(name)] = value;
  }
  return kept;
}

/** Undefined for `null`, and for a text, list or object with nothing in it. */
export function keptValue(value: Json): Json | undefined {
  if (typeof value === "string") {
    const text = value.trim();
    return text === "" ? undefined : text;
  }
  if (typeof value !== "object") return value;
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(keptValue).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  const object = keptObject(value as JsonObject);
  return Object.keys(object).length === 0 ? undefined : object;
}
