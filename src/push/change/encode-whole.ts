import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import { member } from "../../scim/attribute-value.ts";
import type { PatchOperation } from "../../scim/write-request.ts";
import { withChanges } from "./encode-put.ts";

/**
 * PATCH operations that set each attribute in which something changes as a whole, without a path: what the provider
 * holds there, with our changes laid over it. For providers that misread paths, or take an object for all there is.
 */
export function encodeWhole(
  held: JsonObject,
  changes: readonly AttributeChange[],
): readonly PatchOperation[] {
  const after = withChanges(held, changes);
  const names = new Map(
    changes.map(({ path }) => [stepsOf(path)[0]?.folded ?? "", stepsOf(path)[0]?.name ?? ""]),
  );
  const whole = [...names.values()].map((name) => [name, wholeValue(name, after, changes)] as const);
  const set = whole.filter((pair): pair is readonly [string, Json] => pair[1] !== undefined);
  const removed = whole.filter(([, value]) => value === undefined);
  return [
    ...(set.length === 0 ? [] : [{ op: "replace", value: Object.fromEntries(set) } as const]),
    ...removed.map(([path]) => ({ op: "remove", path }) as const),
  ];
}

/** What is left of the attribute, with a null for each part that goes; undefined when nothing is. */
function wholeValue(name: string, after: JsonObject, changes: readonly AttributeChange[]): Json | undefined {
  const value = member(after, name);
  const gone = changes.flatMap(({ path, after: next }) => {
    const [first, part] = stepsOf(path);
    const isHere = first?.folded === name.toLowerCase() && first.picks === undefined;
    return isHere && next === undefined && part !== undefined ? [part.name] : [];
  });
  if (gone.length === 0 || Array.isArray(value)) return value;
  return { ...Object.fromEntries(gone.map((part) => [part, null])), ...(isJsonObject(value) ? value : {}) };
}
