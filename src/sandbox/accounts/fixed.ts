import { isDeepStrictEqual } from "node:util";
import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";
import { stepsOf } from "../keeping.ts";
import { refusal } from "../refusal.ts";

/** Throws `Refusal` with `mutability` when one of these attributes, paths without brackets, becomes another. */
export function refuseFixed(before: JsonObject, after: JsonObject, paths: readonly string[]): void {
  const changed = paths.find((path) => !isDeepStrictEqual(valuesAt(before, path), valuesAt(after, path)));
  if (changed !== undefined) throw refusal("mutability", `${changed} cannot be changed`);
}

/** Throws `Refusal` when the resource has one of these attributes. */
export function refuseKnown(attributes: JsonObject, paths: readonly string[]): void {
  const sent = paths.find((path) => valuesAt(attributes, path).length > 0);
  if (sent !== undefined) throw refusal("invalidSyntax", `${sent} is not an attribute of this service`);
}

/** What a PUT makes of attributes that it leaves out. */
export function withDefaults(attributes: JsonObject, defaults: JsonObject): JsonObject {
  const left = Object.entries(defaults).filter(([name]) => member(attributes, name) === undefined);
  return left.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(left) };
}

function valuesAt(attributes: JsonObject, path: string): readonly Json[] {
  return stepsOf(path).reduce<readonly Json[]>(
    (values, step) =>
      values.flatMap((value) => {
        const next = isJsonObject(value) ? member(value, step) : undefined;
        return next === undefined ? [] : Array.isArray(next) ? (next as readonly Json[]) : [next];
      }),
    [attributes],
  );
}
