import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { applyChanges, isEffective } from "../../plan/apply-changes.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import { changesToAdopt } from "../../plan/project.ts";
import type { Remark } from "../../plan/remark.ts";
import { byType, type MultiValued } from "../../plan/typed-values.ts";
import { quoteFilterValue } from "../../scim/filter.ts";
import { member } from "../../scim/attribute-value.ts";
import { isSchemaUrn } from "../../scim/resource.ts";

/**
 * The same wish, worded for what the provider really holds. Where it does not tell values of a list apart by the type they
 * were sent with, one is named by what it is, and all others are left alone.
 */
export function onTopOf(
  held: JsonObject,
  changes: readonly AttributeChange[],
  multiValued: MultiValued,
): readonly AttributeChange[] {
  const lost = changes.filter((change) => isTypeLost(held, change));
  const rest = changes.filter((change) => !lost.includes(change));
  const set = rest.filter(({ after }) => after !== undefined);
  const removals = rest.filter((change) => change.after === undefined && isEffective(held, change));
  const adopted = changesToAdopt(held, applyChanges({}, set), [], multiValued);
  return [...adopted, ...lost.flatMap((change) => byValue(held, change)), ...removals];
}

/** Names of the lists of which the provider was seen not to keep what was sent, such as the types of their values. */
export function listsNotKept(remarks: readonly Remark[]): ReadonlySet<string> {
  const paths = remarks.flatMap((one) => (one.kind === "notKept" ? [one.path] : []));
  return new Set(paths.filter((path) => !isSchemaUrn(path)).map((path) => stepsOf(path)[0]?.folded ?? ""));
}

/** Whether a change names a value by its type in one of the lists. */
export function isByTypeIn(lists: ReadonlySet<string>, { path }: AttributeChange): boolean {
  if (lists.size === 0 || !path.includes("[")) return false;
  const [list] = stepsOf(path);
  return list?.picks?.type !== undefined && lists.has(list.folded);
}

/** The changes, where their types are not those of the provider naming the values by what they are. */
export function byTheirValues(
  held: JsonObject,
  changes: readonly AttributeChange[],
  lists: ReadonlySet<string>,
): readonly AttributeChange[] {
  return changes.flatMap((change) => {
    if (!isByTypeIn(lists, change)) return [change];
    const [list] = stepsOf(change.path);
    const values = list === undefined ? undefined : member(held, list.name);
    const types = Array.isArray(values) ? byType(values) : new Map<string, JsonObject>();
    const isKept = types?.has(list?.picks?.type?.toLowerCase() ?? "") === true;
    return isKept || !Array.isArray(values) ? [change] : byValue(held, change);
  });
}

/** Whether the change names a value by a type that the list does not have, or of a list that cannot be told apart. */
function isTypeLost(held: JsonObject, { path, before }: AttributeChange): boolean {
  const [list] = stepsOf(path);
  const type = list?.picks?.type?.toLowerCase();
  const values = list === undefined ? undefined : member(held, list.name);
  if (type === undefined || !Array.isArray(values)) return false;
  const types = byType(values);
  return (
    types === undefined || (before !== undefined && !types.has(type) && itemOf(values, before) !== undefined)
  );
}

/** The change at the value that is there; a value that is there already is not added. */
function byValue(held: JsonObject, change: AttributeChange): readonly AttributeChange[] {
  const { path, before, after } = change;
  const [list, part] = stepsOf(path);
  const values = list === undefined ? undefined : member(held, list.name);
  if (list === undefined || !Array.isArray(values)) return [];
  const [old, next] = [valueOf(before), valueOf(after)];
  const there = old === undefined ? undefined : itemOf(values, old);
  if (there === undefined || (part !== undefined && part.folded !== "value")) {
    const isNew = after !== undefined && part === undefined && itemOf(values, after) === undefined;
    return isNew ? [{ path, after }] : [];
  }
  const named = `${list.name}[value eq ${quoteFilterValue(there)}]`;
  if (after === undefined) return part === undefined ? [{ path: named, before: there }] : [];
  return next === undefined || next === there ? [] : [{ path: `${named}.value`, before: there, after: next }];
}

function valueOf(value: Json | undefined): string | undefined {
  const text = isJsonObject(value ?? null) ? (value as JsonObject)["value"] : value;
  return typeof text === "string" ? text : undefined;
}

/** The value of the list that this is, as the list spells it. */
function itemOf(values: readonly Json[], wanted: Json): string | undefined {
  const folded = valueOf(wanted)?.toLowerCase();
  return values.map((one) => valueOf(one)).find((one) => one !== undefined && one.toLowerCase() === folded);
}
