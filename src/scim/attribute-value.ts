import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";

/** The member of an object whose name matches without case (RFC 7643 §2.1). */
export function member(object: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  const found = Object.keys(object).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : object[found];
}

/**
 * The plain values at a simple path such as `userName`, `name.givenName`, `emails.value` or
 * `urn:…:User:department`; several where the attribute is multi-valued.
 */
export function valuesAt(attributes: JsonObject, path: string): readonly Json[] {
  const plain = plainAt(attributes, path);
  if (plain !== undefined) return [plain];
  const { schema, names } = splitPath(path, attributes);
  const start = schema === undefined ? attributes : member(attributes, schema);
  return start === undefined ? [] : names.reduce<readonly Json[]>(step, [start]);
}

/** What is asked for most: text of an attribute of that very name. */
function plainAt(attributes: JsonObject, path: string): string | undefined {
  const value = Object.hasOwn(attributes, path) ? attributes[path] : undefined;
  return typeof value === "string" && !path.includes(".") && !path.includes(":") ? value : undefined;
}

/** The first plain value at a path as text, as look-ups need it. */
export function textAt(attributes: JsonObject, path: string): string | undefined {
  const value = valuesAt(attributes, path).find(
    (item) => typeof item === "string" || typeof item === "number",
  );
  return value === undefined || value === "" ? undefined : String(value);
}

function step(values: readonly Json[], name: string): readonly Json[] {
  return values.flatMap((value) => {
    const found = isJsonObject(value) ? member(value, name) : undefined;
    if (found === undefined || found === null) return [];
    return Array.isArray(found) ? (found as readonly Json[]) : [found];
  });
}

interface SplitPath {
  readonly schema: string | undefined;
  readonly names: readonly string[];
}

/** URNs hold dots and colons, so the schema is the longest one the resource has, or all before the last colon. */
function splitPath(path: string, attributes: JsonObject): SplitPath {
  if (!path.toLowerCase().startsWith("urn:")) return { schema: undefined, names: path.split(".") };
  const known = Object.keys(attributes).find((name) =>
    path.toLowerCase().startsWith(`${name.toLowerCase()}:`),
  );
  const schema = known ?? path.slice(0, path.lastIndexOf(":"));
  return { schema, names: path.slice(schema.length + 1).split(".") };
}
