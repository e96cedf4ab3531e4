import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { presentAt } from "./at-path.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import { graft } from "./graft.ts";
import { onePrimary } from "./one-primary.ts";
import { stepsOf } from "./path-steps.ts";
import { projectOnto } from "./project.ts";
import { type MultiValued, typeOf } from "./typed-values.ts";

/** Those of the paths at which a resource holds something that is not what we wrote. */
export function foreignAmong(
  paths: readonly ReadPath[],
  held: JsonObject,
  asserted: JsonObject,
): readonly ReadPath[] {
  return paths.filter((path) => presentAt(held, path).length > 0 && !isOurs(path, held, asserted));
}

function isOurs(path: ReadPath, held: JsonObject, asserted: JsonObject): boolean {
  if (presentAt(asserted, path).length === 0) return false;
  const [ours, there] = [graft({}, asserted, [path]), graft({}, held, [path])];
  return diffResources(projectOnto(there, ours), ours, "byType").length === 0;
}

/**
 * Values of lists that we have no word on, by paths that name them. Where a list can only be set as a whole, they have
 * to be sent along, or they would go. A list of values without a type is ours as a whole.
 */
export function othersIn(
  held: JsonObject,
  multiValued: MultiValued,
  ours: readonly JsonObject[],
): readonly ReadPath[] {
  if (multiValued === "byType") return [];
  return Object.entries(held).flatMap(([name, list]) => {
    const path = Array.isArray(list) ? othersOf(name, list, ours) : undefined;
    return path === undefined ? [] : [path];
  });
}

function othersOf(name: string, held: readonly Json[], ours: readonly JsonObject[]): ReadPath | undefined {
  const folded = name.toLowerCase();
  const values = ours.flatMap((resource) =>
    presentAt(resource, { path: name, steps: [{ name, folded }] }).flat(),
  );
  const types = values.map((value) => typeOf(value)?.toLowerCase());
  if (types.length === 0 || types.includes(undefined)) return undefined;
  const known = new Set(types);
  const there = new Set(held.map((value) => typeOf(value)?.toLowerCase()));
  // Where a type of ours is not kept, the value is ours under whatever type it stands.
  const renamed = new Set(
    values.filter((value) => !there.has(typeOf(value)?.toLowerCase())).map((value) => textOf(value)),
  );
  const matches = (value: Json) =>
    isJsonObject(value) && !known.has(typeOf(value)?.toLowerCase()) && !renamed.has(textOf(value));
  return { path: name, steps: [{ name, folded, picks: { matches } }] };
}

function textOf(item: Json): string {
  const value = isJsonObject(item) ? item["value"] : undefined;
  return typeof value === "string" ? value.toLowerCase() : JSON.stringify(item);
}

/**
 * Lists that are set as a whole hold values carried along from the target. Where one of ours is primary,
 * those are not any more.
 */
export function withOnePrimary(
  changes: readonly AttributeChange[],
  wanted: JsonObject,
): readonly AttributeChange[] {
  return changes.map((change) => {
    if (!Array.isArray(change.after)) return change;
    const ours = new Set(presentAt(wanted, { path: change.path, steps: stepsOf(change.path) }).flat());
    return { ...change, after: onePrimary(change.after, (value) => ours.has(value)) };
  });
}

/** Values of lists that changes mean to change, and that are not there any more. */
export function missingAmong(changes: readonly AttributeChange[], held: JsonObject): readonly ReadPath[] {
  return changes.flatMap(({ path }) => {
    const steps = stepsOf(path);
    const at = steps.findIndex(({ picks }) => picks !== undefined);
    const item: ReadPath = { path, steps: steps.slice(0, at + 1) };
    return at === -1 || presentAt(held, item).length > 0 ? [] : [item];
  });
}
