import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";

/** What a PUT leaves where what it does not speak of stays: `after`, with what only `before` has, but for nulls. */
export function keepOmitted(before: JsonObject, after: JsonObject, body: Json): JsonObject {
  const given = isJsonObject(body) ? body : {};
  const kept = Object.entries(before).flatMap(([name, old]): readonly (readonly [string, Json])[] => {
    const [said, next] = [member(given, name), after[name]];
    if (said === undefined) return [[name, old]];
    if (!isJsonObject(old) || !isJsonObject(said)) return [];
    const parts = keepOmitted(old, isJsonObject(next ?? null) ? (next as JsonObject) : {}, said);
    return Object.keys(parts).length === 0 ? [] : [[name, parts]];
  });
  return { ...after, ...Object.fromEntries(kept) };
}

/** The attributes with every address as one of type other. */
export function asOther(attributes: JsonObject): JsonObject {
  const { emails } = attributes;
  if (!Array.isArray(emails)) return attributes;
  const values = emails.map((value: Json) => (isJsonObject(value) ? { ...value, type: "other" } : value));
  return { ...attributes, emails: values };
}
