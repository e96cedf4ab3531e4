import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";

const mark = "bulkId:";

/** Members of an object that may name another resource: RFC 7643 section 2.4. */
const naming: ReadonlySet<string> = new Set(["value", "$ref"]);

/** The bulkIds that data names in place of ids: RFC 7644 section 3.7.2. */
export function referencesIn(data: Json): readonly string[] {
  if (Array.isArray(data)) return data.flatMap((item: Json) => referencesIn(item));
  if (!isJsonObject(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    const named = referenceOf(name, value);
    return named === undefined ? referencesIn(value) : [named];
  });
}

/** The bulkId a path names in place of an id, such as `/Groups/bulkId:xyz`. */
export function referenceInPath(path: string): string | undefined {
  const last = path.split("/").at(-1) ?? "";
  return last.startsWith(mark) ? last.slice(mark.length) : undefined;
}

function referenceOf(name: string, value: Json): string | undefined {
  if (!naming.has(name.toLowerCase()) || typeof value !== "string" || !value.startsWith(mark))
    return undefined;
  return value.slice(mark.length);
}

/** The data with ids in place of the references that are known. */
export function withIds<Data extends Json>(data: Data, ids: ReadonlyMap<string, string>): Data {
  return replaceIn(data, ids) as Data;
}

function replaceIn(data: Json, ids: ReadonlyMap<string, string>): Json {
  if (Array.isArray(data)) return data.map((item: Json) => replaceIn(item, ids));
  if (!isJsonObject(data)) return data;
  const entries = Object.entries(data).map(([name, value]) => {
    const named = referenceOf(name, value);
    return [name, named === undefined ? replaceIn(value, ids) : (ids.get(named) ?? value)] as const;
  });
  return Object.fromEntries(entries);
}

/** The data without the values and items that hold a reference. */
export function withoutReferences(data: JsonObject): JsonObject {
  const entries = Object.entries(data).flatMap(([name, value]) => {
    const left = leave(name, value);
    return left === undefined ? [] : [[name, left] as const];
  });
  return Object.fromEntries(entries);
}

function leave(name: string, value: Json): Json | undefined {
  if (referencesIn({ [name]: value }).length === 0) return value;
  if (Array.isArray(value)) return value.filter((item: Json) => referencesIn(item).length === 0);
  // An attribute that names a resource is nothing without it; an extension is more than one attribute.
  return isJsonObject(value) && name.includes(":") ? withoutReferences(value) : undefined;
}
