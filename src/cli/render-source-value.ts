import { isJsonObject, type Json } from "../canonical.ts";
import type { Attributes } from "../source/record.ts";
import { plain } from "./render-source-text.ts";

/**
 * The attributes of a record as rows of path and value. Paths are as an expression says them: `name.givenname`,
 * `emails[0].value`.
 */
export function attributeRows(attributes: Attributes): readonly (readonly [string, string])[] {
  return Object.entries(attributes).flatMap(([name, value]) => rowsOf(name, value));
}

function rowsOf(path: string, value: Json): readonly (readonly [string, string])[] {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, inner]) => rowsOf(`${path}.${name}`, inner));
  }
  if (Array.isArray(value) && value.some((item: Json) => typeof item === "object" && item !== null)) {
    return value.flatMap((item: Json, at) => rowsOf(`${path}[${at}]`, item));
  }
  return [[plain(path), oneLine(value)]];
}

/** A text as it is; anything else so that it is not taken for a text. */
export function oneLine(value: Json): string {
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => itemText(item)).join(", ")}]`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return plain(JSON.stringify(value));
}

/** A text as an item of a list between commas: one that could be taken for several stands in quotes. */
export function listItem(text: string): string {
  return plain(text.includes(",") ? JSON.stringify(text) : text);
}

/** A text that could be taken for something else, or for several, stands in quotes. */
function itemText(item: Json): string {
  const bare =
    typeof item === "string" && !/[,[\]"]|^(?:true|false|null|[-+]?[\d.]+(?:e[-+]?\d+)?|)$/i.test(item);
  return plain(bare ? item : JSON.stringify(item));
}
