import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { referencedKey } from "../../mapping/reference.ts";
import { byType, typedPath, typeOf } from "../../plan/typed-values.ts";
import { isSchemaUrn } from "../../scim/resource.ts";
import { shownName } from "../../source/alias.ts";

/** A value of a resource. */
export interface ResourceRow {
  /** As PATCH would address it (RFC 7644 §3.5.2): `emails[type eq "work"].value`, `urn:…:User:department`. */
  readonly path: string;
  /** Plain, or a list of values that no type tells apart. */
  readonly value: Json;
  /** The way to it: `["emails", 0, "value"]`. */
  readonly at: readonly (string | number)[];
}

/** A resource value by value, in its order. */
export function resourceRows(resource: JsonObject): readonly ResourceRow[] {
  return Object.entries(resource).flatMap(([name, value]) =>
    rowsOf(name, value, [name], isSchemaUrn(name) ? ":" : "."),
  );
}

function rowsOf(path: string, value: Json, at: ResourceRow["at"], mark: ":" | "."): readonly ResourceRow[] {
  if (isJsonObject(value) && !isReference(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      rowsOf(path + mark + name, inner, [...at, name], "."),
    );
  }
  if (!Array.isArray(value) || value.length === 0 || byType(value) === undefined)
    return [{ path, value, at }];
  return value.flatMap((item: Json, index) =>
    rowsOf(typedPath(path, typeOf(item) ?? ""), withoutType(item), [...at, index], "."),
  );
}

/** The type is part of the path already. */
function withoutType(item: Json): Json {
  return Object.fromEntries(Object.entries(item as JsonObject).filter(([name]) => name !== "type"));
}

/** What stands for the id of another account, where people and JSON look at it: `{ "ref": "e7" }`. */
export interface ShownReference extends JsonObject {
  readonly ref: string;
}

export function isReference(value: Json | undefined): value is ShownReference {
  return isJsonObject(value) && typeof value["ref"] === "string" && Object.keys(value).length === 1;
}

/** The value with each reference in the form in which it is shown. */
export function showReferences(value: Json): Json {
  const key = referencedKey(value);
  if (key !== undefined) return { ref: shownName(key) };
  if (Array.isArray(value)) return value.map((item: Json) => showReferences(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, showReferences(item)]));
}

/** Whether a value lies at a path, or below it. */
export function isWithin(path: string, above: string): boolean {
  const [one, other] = [path.toLowerCase(), above.toLowerCase()];
  return one === other || (one.startsWith(other) && /[.:[]/.test(one[other.length] ?? ""));
}
