import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";

/** Values of a resource by the path of each, `emails[work].value` for one of several. */
export type Leaves = ReadonlyMap<string, Json>;

export function leavesOf(resource: JsonObject): Leaves {
  return new Map(Object.entries(resource).flatMap(([name, value]) => leavesAt(name, value)));
}

function leavesAt(path: string, value: Json): readonly (readonly [string, Json])[] {
  if (Array.isArray(value)) return listLeaves(path, value as readonly Json[]);
  if (!isJsonObject(value)) return value === null ? [] : [[path, value]];
  const joint = path.includes(":") ? ":" : ".";
  return Object.entries(value).flatMap(([name, inner]) => leavesAt(`${path}${joint}${name}`, inner));
}

/** Values with a type are told apart by it, others by their place. */
function listLeaves(path: string, list: readonly Json[]): readonly (readonly [string, Json])[] {
  return list.flatMap((item, at) => {
    const type = isJsonObject(item) && typeof item["type"] === "string" ? item["type"] : String(at);
    return leavesAt(`${path}[${type}]`, item);
  });
}

/** A path without brackets, in lower case, as lists of attributes in a profile have it. */
export function plainOf(path: string): string {
  return path.replaceAll(/\[[^\]]*\]/g, "").toLowerCase();
}

/** Whether one of the attributes is this one, or has it as a part. */
export function isAmong(attributes: readonly string[], path: string): boolean {
  const plain = plainOf(path);
  return attributes
    .map(plainOf)
    .some((one) => plain === one || plain.startsWith(`${one}.`) || plain.startsWith(`${one}:`));
}
