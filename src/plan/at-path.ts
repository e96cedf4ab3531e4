import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { Step } from "./path-steps.ts";

/** What becomes of a value at a path; undefined takes it away. */
export type Alter = (value: Json) => Json | undefined;

/** The values at a path that are there: neither null nor empty. */
export function presentAt(resource: JsonObject, { steps }: ReadPath): readonly Json[] {
  const found: Json[] = [];
  alterMembers(resource, steps, (value) => {
    if (isPresent(value)) found.push(value);
    return value;
  });
  return found;
}

function isPresent(value: Json): boolean {
  if (value === null || value === "") return false;
  if (Array.isArray(value)) return value.some((item: Json) => isPresent(item));
  return !isJsonObject(value) || Object.values(value).some(isPresent);
}

/** The resource without what stands at the paths; what is left empty goes, too. */
export function withoutAll(resource: JsonObject, paths: readonly ReadPath[]): JsonObject {
  return alterAll(resource, paths, () => undefined);
}

/** The resource with the values at the paths altered; the same object when nothing was. */
export function alterAll(resource: JsonObject, paths: readonly ReadPath[], alter: Alter): JsonObject {
  return paths.reduce((changed, { steps }) => alterMembers(changed, steps, alter), resource);
}

function alterMembers(object: JsonObject, [step, ...rest]: readonly Step[], alter: Alter): JsonObject {
  const name = step === undefined ? undefined : ownName(object, step.folded);
  const value = name === undefined ? undefined : object[name];
  if (step === undefined || name === undefined || value === undefined) return object;
  const next = alterMember(value, step, rest, alter);
  if (next === value) return object;
  if (next !== undefined) return { ...object, [name]: next };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** The name as the object spells it. */
export function ownName(object: JsonObject, folded: string): string | undefined {
  if (Object.hasOwn(object, folded)) return folded;
  // The length is looked at first, for this is asked of every attribute of every account.
  return Object.keys(object).find((key) => key.length === folded.length && key.toLowerCase() === folded);
}

function alterMember(value: Json, { picks }: Step, rest: readonly Step[], alter: Alter): Json | undefined {
  if (picks === undefined && rest.length === 0) return alter(value);
  if (Array.isArray(value)) {
    const chosen = (item: Json) => picks === undefined || picks.matches(item);
    return alterItems(value, (item) => (chosen(item) ? alterItem(item, rest, alter) : item));
  }
  if (picks !== undefined || !isJsonObject(value)) return value;
  return orNothing(value, alterMembers(value, rest, alter));
}

function alterItems(items: readonly Json[], alter: Alter): Json | undefined {
  let same = true;
  const kept = items.flatMap((item) => {
    const next = alter(item);
    same &&= next === item;
    return next === undefined ? [] : [next];
  });
  if (same) return items;
  return kept.length === 0 ? undefined : kept;
}

/** Only to be told apart by, a type alone is no value. */
const labels: ReadonlySet<string> = new Set(["type", "primary"]);

function alterItem(item: Json, rest: readonly Step[], alter: Alter): Json | undefined {
  if (rest.length === 0) return alter(item);
  if (!isJsonObject(item)) return item;
  const next = alterMembers(item, rest, alter);
  if (next === item) return item;
  return Object.keys(next).every((name) => labels.has(name.toLowerCase())) ? undefined : next;
}

function orNothing(before: JsonObject, after: JsonObject): JsonObject | undefined {
  return after !== before && Object.keys(after).length === 0 ? undefined : after;
}
