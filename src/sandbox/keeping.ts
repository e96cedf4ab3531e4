import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { type AttributePath, parseAttributePath } from "../scim/attribute-path.ts";
import { member } from "../scim/attribute-value.ts";

/** What a service takes without a word and does not keep as it came. */
export interface Keeping {
  /** Paths without brackets at which the service's own value stays. */
  readonly drops: readonly string[];
  /** Paths without brackets at which text is kept in lower case. */
  readonly lowerCases: readonly string[];
  /** Paths without brackets at which the service makes a text of its own of each that is new. */
  readonly volatile: readonly string[];
}

/** The attributes as the service keeps them; `before` is what it held. */
export function keepAttributes(before: JsonObject, after: JsonObject, keeping: Keeping): JsonObject {
  const own = keeping.drops.reduce((kept, path) => restore(before, kept, stepsOf(path)), after);
  const lowered = keeping.lowerCases.reduce((kept, path) => altered(kept, stepsOf(path), inLowerCase), own);
  return keeping.volatile.reduce((kept, path) => {
    const old = JSON.stringify(before);
    const rewritten = (text: string) => (old.includes(JSON.stringify(text)) ? text : `${text} (edited)`);
    return altered(kept, stepsOf(path), rewritten);
  }, lowered);
}

function inLowerCase(text: string): string {
  return text.toLowerCase();
}

/** The steps of a path without brackets. */
export function stepsOf(path: string): readonly string[] {
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

function altered(
  value: JsonObject,
  [step, ...rest]: readonly string[],
  alter: (text: string) => string,
): JsonObject {
  const found = step === undefined ? undefined : member(value, step);
  if (step === undefined || found === undefined) return value;
  return withMember(value, step, alteredValue(found, rest, alter));
}

function alteredValue(value: Json, rest: readonly string[], alter: (text: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => alteredValue(item, rest, alter));
  if (isJsonObject(value)) return rest.length > 0 ? altered(value, rest, alter) : alteredWithin(value, alter);
  return typeof value === "string" && rest.length === 0 ? alter(value) : value;
}

/** What an attribute such as `emails` or `name` says, where no part of it is named. */
function alteredWithin(value: JsonObject, alter: (text: string) => string): JsonObject {
  const parts = member(value, "value") === undefined ? Object.keys(value) : ["value"];
  return parts.reduce((kept, part) => altered(kept, [part], alter), value);
}

function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const folded = name.toLowerCase();
  const spelt = Object.keys(object).find((key) => key.toLowerCase() === folded) ?? name;
  const isEmpty = isJsonObject(value) && Object.keys(value).length === 0;
  if (value !== undefined && !isEmpty) return { ...object, [spelt]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== spelt));
}
