import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";

const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i;

/**
 * Whether a template gives an attribute at `path` (RFC 7644 section 3.5.2, names without case): `userName`,
 * `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. A filter in brackets is not applied.
 */
export function givesAttribute(attributes: JsonObject, path: string): boolean {
  const plain = path.replace(CORE, "");
  const extension = Object.keys(attributes).find((name) => {
    return name.includes(":") && plain.toLowerCase().startsWith(`${name.toLowerCase()}:`);
  });
  if (extension === undefined) return givesNames(attributes, namesOf(plain));
  return givesNames(attributes[extension] ?? null, namesOf(plain.slice(extension.length + 1)));
}

function namesOf(path: string): readonly string[] {
  if (path.includes(":")) return [path];
  const bracket = path.indexOf("[");
  if (bracket < 0) return path.split(".");
  const sub = path.slice(path.lastIndexOf("]") + 1).replace(/^\./, "");
  return sub === "" ? [path.slice(0, bracket)] : [path.slice(0, bracket), sub];
}

function givesNames(value: Json, names: readonly string[]): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  // An expression may give a map or a list of its own: its parts cannot be known here.
  if (typeof value === "string") return value.includes("${");
  if (Array.isArray(value)) return value.some((item: Json) => givesNames(item, names));
  if (!isJsonObject(value)) return false;
  const key = Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase());
  return key !== undefined && givesNames(value[key] ?? null, rest);
}
