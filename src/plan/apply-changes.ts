import type { Json, JsonObject } from "../canonical.ts";
import { canonicalJson, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import type { AttributeChange } from "./change.ts";
import { type Picks, type Step, stepsOf } from "./path-steps.ts";
import { typeOf } from "./typed-values.ts";

/** The resource after the changes: what a PUT sends, and what we remember of a PATCH that succeeded. */
export function applyChanges(resource: JsonObject, changes: readonly AttributeChange[]): JsonObject {
  return changes.reduce((changed, { path, after }) => applyAt(changed, stepsOf(path), after), resource);
}

/** Whether the change makes a difference to the resource: a value that is not there need not be removed. */
export function isEffective(resource: JsonObject, change: AttributeChange): boolean {
  return canonicalJson(applyChanges(resource, [change])) !== canonicalJson(resource);
}

function applyAt(object: JsonObject, steps: readonly Step[], after: Json | undefined): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return object;
  const name = Object.keys(object).find((key) => key.toLowerCase() === step.folded) ?? step.name;
  const old = member(object, name);
  const type = step.picks?.type;
  const next =
    type !== undefined
      ? applyToTyped(old, type, rest, after)
      : step.picks === undefined
        ? applyToMember(old, rest, after)
        : applyToPicked(old, step.picks, rest, after);
  const { [name]: _replaced, ...others } = object;
  return next === undefined ? others : { ...others, [name]: next };
}

function applyToMember(
  old: Json | undefined,
  rest: readonly Step[],
  after: Json | undefined,
): Json | undefined {
  if (rest.length === 0) return after;
  const next = applyAt(isJsonObject(old) ? old : {}, rest, after);
  return Object.keys(next).length === 0 ? undefined : next;
}

/** Values that a filter other than by type names; it makes no new one. */
function applyToPicked(
  old: Json | undefined,
  { matches }: Picks,
  rest: readonly Step[],
  after: Json | undefined,
): Json | undefined {
  if (!Array.isArray(old)) return old;
  const values = (old as readonly Json[]).flatMap((value) => {
    if (!isJsonObject(value) || !matches(value)) return [value];
    const next = rest.length === 0 ? after : applyAt(value, rest, after);
    return next === undefined ? [] : [next];
  });
  return values.length === 0 ? undefined : values;
}

function applyToTyped(
  old: Json | undefined,
  type: string,
  rest: readonly Step[],
  after: Json | undefined,
): Json | undefined {
  const values = Array.isArray(old) ? (old as readonly Json[]) : [];
  const at = values.findIndex(
    (value) => isJsonObject(value) && typeOf(value)?.toLowerCase() === type.toLowerCase(),
  );
  const found = values[at];
  const start = isJsonObject(found) ? found : { type };
  const next = rest.length === 0 ? after : applyAt(start, rest, after);
  const kept = at === -1 ? values : [...values.slice(0, at), ...values.slice(at + 1)];
  const list =
    next === undefined
      ? kept
      : [...kept.slice(0, at === -1 ? kept.length : at), next, ...(at === -1 ? [] : kept.slice(at))];
  return list.length === 0 ? undefined : list;
}
