import type { JsonObject } from "../../canonical.ts";
import { nearest } from "../../nearest.ts";
import { foldName } from "../../fold-name.ts";
import { readNameText } from "./name-text.ts";
import type { NameText } from "./name-text.ts";
import type { JsonPath } from "./path.ts";

/** The one text at a path, such as a key; the complaint names the path. */
export function readOne(record: JsonObject, path: JsonPath): NameText {
  const read = readSome(record, path);
  if ("complaint" in read) return read;
  const [text = ""] = read.texts;
  return read.texts.length === 1 ? { text } : { complaint: `"${path.text}" has several values` };
}

/** The texts at a path, each once; there is one at least. */
export function readSome(
  record: JsonObject,
  path: JsonPath,
): { readonly texts: readonly string[] } | { readonly complaint: string } {
  const texts: string[] = [];
  for (const value of path.values(record)) {
    const read = readNameText(value);
    if ("complaint" in read) return { complaint: `"${path.text}" ${read.complaint}` };
    if (read.text !== "") texts.push(read.text);
  }
  if (texts.length > 0) return { texts: texts.length === 1 ? texts : [...new Set(texts)] };
  return { complaint: `"${path.text}" is missing or empty${hint(record, path)}` };
}

function hint(record: JsonObject, path: JsonPath): string {
  const meant = nearest(foldName(path.text), Object.keys(record).map(foldName));
  return meant === undefined || meant === foldName(path.text) ? "" : `; did you mean "${meant}"?`;
}
