import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import { typeOf } from "./typed-values.ts";

/**
 * What a template speaks of, by names in lower case: `title`, `urn:…:User:department`. Of an object the names of its
 * members, of a list the types of its values, where the template alone tells them; else the attribute is managed whole.
 */
export type Managed = ReadonlyMap<string, Parts>;

type Parts =
  | { readonly kind: "whole" }
  | { readonly kind: "members" | "types"; readonly names: ReadonlySet<string> };

export function managedAttributes(template: JsonObject): Managed {
  return new Map(attributesOf(template).map(([name, value]) => [name.toLowerCase(), partsOf(value)]));
}

function attributesOf(resource: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(resource).flatMap(([name, value]) =>
    isSchemaUrn(name) && isJsonObject(value)
      ? Object.entries(value).map(([inner, item]) => [`${name}:${inner}`, item] as const)
      : [[name, value] as const],
  );
}

function partsOf(value: Json): Parts {
  if (Array.isArray(value)) {
    const types = value.map((item: Json) => typeOf(item));
    const told = types.length > 0 && types.every((type) => type !== undefined && !type.includes("${"));
    return told ? { kind: "types", names: folded(types as string[]) } : { kind: "whole" };
  }
  return isJsonObject(value) ? { kind: "members", names: folded(Object.keys(value)) } : { kind: "whole" };
}

function folded(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

/** The part of what we once wrote that the template still speaks of; the rest is not ours any more. */
export function stillManaged(asserted: JsonObject, managed: Managed): JsonObject {
  return keepEntries(asserted, (name, value) => {
    if (!isSchemaUrn(name) || !isJsonObject(value))
      return keepPart(value, managed.get(name.toLowerCase()), name);
    const urn = name.toLowerCase();
    const kept = keepEntries(value, (inner, item) =>
      keepPart(item, managed.get(`${urn}:${inner.toLowerCase()}`), inner),
    );
    return orNothing(kept);
  });
}

function keepPart(value: Json, parts: Parts | undefined, name: string): Json | undefined {
  if (parts === undefined) return name === "active" ? value : undefined;
  if (parts.kind === "members" && isJsonObject(value)) {
    return orNothing(
      keepEntries(value, (inner, item) => (parts.names.has(inner.toLowerCase()) ? item : undefined)),
    );
  }
  if (parts.kind !== "types" || !Array.isArray(value)) return value;
  const items = value.filter((item: Json) => parts.names.has(typeOf(item)?.toLowerCase() ?? ""));
  return items.length === value.length ? value : items.length === 0 ? undefined : items;
}

function orNothing(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}

/** The same object when all entries stay as they are. */
function keepEntries(object: JsonObject, keep: (name: string, value: Json) => Json | undefined): JsonObject {
  let same = true;
  const entries = Object.entries(object).flatMap(([name, value]) => {
    const kept = keep(name, value);
    same &&= kept === value;
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return same ? object : Object.fromEntries(entries);
}
