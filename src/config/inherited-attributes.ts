import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { nearest } from "../nearest.ts";
import { withoutAll } from "../plan/at-path.ts";
import { readPaths } from "../plan/attribute-path-set.ts";
import { typeOf } from "../plan/typed-values.ts";
import type { Problem } from "../errors.ts";
import { parseAttributePath, AttributePathSyntaxError } from "../scim/attribute-path.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import type { Layer } from "./locate.ts";

export type MappedSection = "users" | "groups";

/** `attributes` of a section as the layers of a target make it. */
export interface LaidAttributes {
  readonly attributes: JsonObject | undefined;
  readonly problems: readonly Problem[];
}

/**
 * The lowest layer first: one that states `attributes` puts them in place of those below; what it omits is taken out of
 * them, then what it adds is laid over them.
 */
export function layAttributes(
  layers: readonly Layer[],
  section: MappedSection,
  builtIn: JsonObject | undefined,
): LaidAttributes {
  const problems: Problem[] = [];
  const attributes = layers.toReversed().reduce<JsonObject | undefined>((below, layer) => {
    const { attributes, addAttributes, omitAttributes } = sectionOf(layer, section);
    const stated = isJsonObject(attributes);
    if (stated && (addAttributes ?? omitAttributes) !== undefined) {
      const key = addAttributes === undefined ? "omitAttributes" : "addAttributes";
      const message =
        "stands beside attributes, which take the place of those that are inherited; say it there";
      problems.push({ ...layer.place([section, key]), message });
    }
    const base = stated ? attributes : below;
    const omitted = Array.isArray(omitAttributes)
      ? omit(base ?? {}, omitAttributes, (index, message) => {
          problems.push({ ...layer.place([section, "omitAttributes", index]), message });
        })
      : base;
    return isJsonObject(addAttributes) ? (overlay(omitted ?? {}, addAttributes) as JsonObject) : omitted;
  }, builtIn);
  return { attributes, problems };
}

export function sectionOf({ settings }: Layer, name: MappedSection): JsonObject {
  const section = settings[name];
  return isJsonObject(section) ? section : {};
}

function omit(
  attributes: JsonObject,
  paths: readonly Json[],
  complain: (index: number, message: string) => void,
): JsonObject {
  return paths.reduce<JsonObject>((left, path, index) => {
    if (typeof path !== "string") return left;
    try {
      parseAttributePath(path, Object.keys(attributes).filter(isSchemaUrn));
    } catch (error) {
      if (!(error instanceof AttributePathSyntaxError)) throw error;
      complain(index, error.message);
      return left;
    }
    const rest = withoutAll(left, readPaths([path], attributes));
    if (rest === left) complain(index, absent(path, attributes));
    return rest;
  }, attributes);
}

function absent(path: string, attributes: JsonObject): string {
  const meant = nearest(path, Object.keys(attributes));
  const hint = meant === undefined ? "take it out here" : `did you mean ${meant}?`;
  return `${path} is not in the attributes that are inherited; ${hint}`;
}

/** Maps are laid over each other member by member, and typed values of a list by their types; else `over` counts. */
function overlay(under: Json, over: Json): Json {
  if (isJsonObject(under) && isJsonObject(over)) {
    const laid: Record<string, Json> = { ...under };
    for (const [name, value] of Object.entries(over)) {
      const own = memberName(under, name) ?? name;
      const base = under[own];
      laid[own] = base === undefined ? value : overlay(base, value);
    }
    return laid;
  }
  if (!areTyped(under) || !areTyped(over)) return over;
  const added = over.filter((item) => !under.some((other) => sameType(other, item)));
  const kept = under.map((item) => {
    const upper = over.find((other) => sameType(other, item));
    return upper === undefined ? item : overlay(item, upper);
  });
  return [...kept, ...added];
}

function areTyped(value: Json): value is readonly Json[] {
  return (
    Array.isArray(value) && value.every((item: Json) => isJsonObject(item) && typeOf(item) !== undefined)
  );
}

export function sameType(one: Json, other: Json): boolean {
  return typeOf(one)?.toLowerCase() === typeOf(other)?.toLowerCase();
}

export function memberName(object: JsonObject, name: string): string | undefined {
  return Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
}
