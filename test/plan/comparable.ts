import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";

/**
 * A resource in a form in which two that mean the same are equal: no empty members, values in the order of their
 * text, and `primary: false` like no primary. Written for these tests, and sharing nothing with the diff.
 */
export function comparable(resource: JsonObject): Json {
  const kept = Object.entries(resource).filter(([name]) => !["schemas", "id", "meta"].includes(name));
  return tidy(Object.fromEntries(kept)) ?? {};
}

function tidy(value: Json): Json | undefined {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json) => tidy(item) ?? []);
    const texts = items.map((item) => canonicalJson(item)).sort();
    return texts.length === 0 ? undefined : texts;
  }
  if (!isJsonObject(value)) return typeof value === "string" ? value.normalize("NFC") : value;
  const members = Object.entries(value).flatMap(([name, item]) => {
    const kept = name === "primary" && item === false ? undefined : tidy(item);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/**
 * Whether a resource shows all that is wanted: each member, each value of a list by its type, text but for case and
 * normal form. What it has besides does not matter. Written for these tests, like the above.
 */
export function shows(resource: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    const values: readonly Json[] = Array.isArray(resource) ? resource : [];
    return wanted.every((item: Json) => values.some((value) => shows(value, item)));
  }
  if (isJsonObject(wanted)) {
    const held = isJsonObject(resource) ? resource : {};
    const names = new Map(Object.keys(held).map((name) => [name.toLowerCase(), name]));
    return Object.entries(wanted).every(
      ([name, item]) => name === "schemas" || shows(held[names.get(name.toLowerCase()) ?? name], item),
    );
  }
  return fold(resource ?? null) === fold(wanted);
}

function fold(value: Json): Json {
  return typeof value === "string" ? value.normalize("NFC").toLowerCase() : value;
}
