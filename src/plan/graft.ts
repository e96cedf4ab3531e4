import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { ownName } from "./at-path.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { Step } from "./path-steps.ts";
import { typeOf } from "./typed-values.ts";

/** The resource with what another one has at the paths put in the same place. */
export function graft(resource: JsonObject, other: JsonObject, paths: readonly ReadPath[]): JsonObject {
  return paths.reduce((grafted, { steps }) => graftMember(grafted, other, steps), resource);
}

function graftMember(object: JsonObject, other: JsonObject, [step, ...rest]: readonly Step[]): JsonObject {
  const theirs = step === undefined ? undefined : ownName(other, step.folded);
  const given = theirs === undefined ? undefined : other[theirs];
  if (step === undefined || theirs === undefined || given === undefined || given === null) return object;
  const name = ownName(object, step.folded) ?? theirs;
  const next = graftValue(object[name], given, step, rest);
  return next === undefined ? object : { ...object, [name]: next };
}

function graftValue(
  value: Json | undefined,
  given: Json,
  { picks }: Step,
  rest: readonly Step[],
): Json | undefined {
  if (picks === undefined && rest.length === 0) return given;
  if (Array.isArray(given)) {
    const items = given
      .filter((item: Json) => picks === undefined || picks.matches(item))
      .filter((item: Json) => rest.length === 0 || hasAt(item, rest));
    const start = Array.isArray(value) ? (value as readonly Json[]) : [];
    return items.length === 0 ? undefined : items.reduce((list, item) => graftItem(list, item, rest), start);
  }
  if (picks !== undefined || !isJsonObject(given)) return undefined;
  const grafted = graftMember(isJsonObject(value) ? value : {}, given, rest);
  return Object.keys(grafted).length === 0 ? undefined : grafted;
}

/** A part of an item goes into the item of its type; where there is none, the item as a whole joins the list. */
function graftItem(list: readonly Json[], item: Json, rest: readonly Step[]): readonly Json[] {
  const type = typeOf(item)?.toLowerCase();
  const at = type === undefined ? -1 : list.findIndex((one) => typeOf(one)?.toLowerCase() === type);
  const counterpart = list[at];
  if (!isJsonObject(counterpart) || !isJsonObject(item)) return [...list, item];
  const next = rest.length === 0 ? item : graftMember(counterpart, item, rest);
  return [...list.slice(0, at), next, ...list.slice(at + 1)];
}

function hasAt(item: Json, rest: readonly Step[]): boolean {
  return isJsonObject(item) && Object.keys(graftMember({}, item, rest)).length > 0;
}
