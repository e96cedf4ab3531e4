import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { notCompared } from "./diff.ts";

/**
 * True when the resource plainly shows all that is wanted: the same names, the same values in the same order. False says
 * nothing: names may differ in case and values in order, which costs ten times as much to find out.
 */
export function plainlyShows(resource: JsonObject, wanted: JsonObject): boolean {
  return Object.keys(wanted).every((name) => notCompared.has(name) || shows(resource[name], wanted[name]));
}

function shows(found: Json | undefined, wanted: Json | undefined): boolean {
  if (found === wanted) return wanted !== undefined;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((item: Json, at) => shows(found[at] as Json, item))
    );
  }
  if (!isJsonObject(wanted) || !isJsonObject(found)) return false;
  return Object.keys(wanted).every((name) => shows(found[name], wanted[name]));
}
