import { hash } from "node:crypto";

/** Any value JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [name: string]: Json };

/** True for a JSON object, as opposed to a list or a plain value. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A fingerprint of text: sha256 cut to 132 bits, 22 characters of base64url.
 * Long enough that two different records of one directory never share it by chance.
 */
export function fingerprint(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 22);
}

/** JSON with object keys in code-unit order, so that equal values give equal text. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(sortKeys(value));
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortKeys(value[name] ?? null)]));
}
