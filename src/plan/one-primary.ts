import { isJsonObject, type Json } from "../canonical.ts";

/** The values, of which one at most is primary (RFC 7643 §2.4): where a chosen one is, the others are so no more. */
export function onePrimary(values: readonly Json[], isChosen: (value: Json) => boolean): readonly Json[] {
  if (!values.some((value) => isPrimary(value) && isChosen(value))) return values;
  return values.map((value) => (isPrimary(value) && !isChosen(value) ? withoutPrimary(value) : value));
}

function isPrimary(value: Json): boolean {
  return isJsonObject(value) && value["primary"] === true;
}

function withoutPrimary(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const { primary: _, ...rest } = value;
  return rest;
}
