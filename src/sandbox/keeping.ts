import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { type AttributePath, parseAttributePath } from "../scim/attribute-path.ts";
import { member } from "../scim/attribute-value.ts";

/** What a service takes without a word and does not keep as it came. */
export interface Keeping {
  /** Paths without brackets at which the service's own value stays. */
  readonly drops: readonly string[];
  /** Paths without brackets at which text is kept in lower case. */
  readonly lowerCases: readonly string[];
}

/** The attributes as the service keeps them; `before` is what it held. */
export function keepAttributes(before: JsonObject, after: JsonObject, keeping: Keeping): JsonObject {
  const own = keeping.drops.reduce((kept, path) => restore(before, kept, stepsOf(path)), after);
  return keeping.lowerCases.reduce((kept, path) => lowerCase(kept, stepsOf(path)), own);
}

function stepsOf(path: string): readonly string[] {
  const { schema, attribute, subAttribute }: AttributePath = parseAttributePath(path);
  return [schema, attribute, subAttribute].filter((step) => step !== undefined);
}

function restore(before: JsonObject, after: JsonObject, [step, ...rest]: readonly string[]): JsonObject {
  if (step === undefined) return after;
  const [old, next] = [member(before, step), member(after, step)];
  if (rest.length === 0) return withMember(after, step, old);
  if (Array.isArray(next))
    return withMember(
      after,
      step,
      next.map((item: Json) => restored({}, item, rest)),
    );
  return withMember(after, step, restored(old, next ?? {}, rest));
}

function restored(before: Json | undefined, after: Json, rest: readonly string[]): Json {
  return isJsonObject(after) ? restore(isJsonObject(before) ? before : {}, after, rest) : after;
}

function lowerCase(value: JsonObject, [step, ...rest]: readonly string[]): JsonObject {
  const found = step === undefined ? undefined : member(value, step);
  if (step === undefined || found === undefined) return value;
  return withMember(value, step, lowered(found, rest));
}

function lowered(value: Json, rest: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => lowered(item, rest));
  if (isJsonObject(value)) return lowerCase(value, rest);
  return typeof value === "string" && rest.length === 0 ? value.toLowerCase() : value;
}

function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const folded = name.toLowerCase();
  const spelt = Object.keys(object).find((key) => key.toLowerCase() === folded) ?? name;
  const isEmpty = isJsonObject(value) && Object.keys(value).length === 0;
  if (value !== undefined && !isEmpty) return { ...object, [spelt]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== spelt));
}
