import { isJsonObject, type Json } from "../canonical.ts";
import type { Attributes } from "../source/record.ts";
import { count } from "../numbers.ts";
import { plain } from "./render-source-text.ts";

type Row = readonly [path: string, value: string];

/**
 * The attributes of a record as rows of path and value. Paths are as an expression says them: `name.givenname`,
 * `emails[0].value`. Of a list no more than `most` items are shown.
 */
export function attributeRows(attributes: Attributes, most = Infinity): readonly Row[] {
  return Object.entries(attributes).flatMap(([name, value]) => rowsOf(name, value, most));
}

function rowsOf(path: string, value: Json, most: number): readonly Row[] {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, inner]) => rowsOf(`${path}.${name}`, inner, most));
  }
  if (!Array.isArray(value)) return [[plain(path), oneLine(value)]];
  const items: readonly Json[] = value.slice(0, most);
  const more = value.length > items.length ? [`… ${count(value.length - items.length)} more`] : [];
  if (items.every(isPlain)) return [[plain(path), `[${[...items.map(itemText), ...more].join(", ")}]`]];
  return [
    ...items.flatMap((item, at) => rowsOf(`${path}[${at}]`, item, most)),
    ...more.map((text): Row => [plain(path), text]),
  ];
}

function isPlain(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

/** A text as it is; anything else so that it is not taken for a text. */
function oneLine(value: Json): string {
  if (typeof value === "string") return plain(value);
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return JSON.stringify(value);
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
