import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import { type HasAttribute, missedNames } from "./missed-names.ts";
import type { TemplatePath } from "./template.ts";
import { parseTemplateString, TemplateSyntaxError } from "./template-string.ts";

/** A value of a template that the source has not what it takes for. */
export interface LeftOut {
  /** Under `attributes`. */
  readonly at: TemplatePath;
  /** As PATCH would address it. */
  readonly path: string;
  /** The text of it. */
  readonly stated: string;
  /** The names that are missed, as the expression writes them. */
  readonly names: readonly string[];
}

/** What of a template can be made of a source. */
export interface FittedTemplate {
  readonly attributes: JsonObject;
  readonly leftOut: readonly LeftOut[];
  /** Expressions that miss names, and can do without. */
  readonly tolerated: ReadonlySet<string>;
  /** Where what stands at a path of `attributes` was in the whole template. */
  whence(path: TemplatePath): TemplatePath;
}

/** Leaves out those of the `optional` values whose expressions need names that no record of the source has. */
export function fitTemplate(
  attributes: JsonObject,
  optional: readonly TemplatePath[],
  has: HasAttribute,
): FittedTemplate {
  const tolerated = new Set<string>();
  const leftOut = optional.flatMap((at): readonly LeftOut[] => {
    const stated = textAt(attributes, at);
    const names = expressionsIn(stated).flatMap((expression) => {
      const { needed, dispensable } = missedNames(expression, has);
      if (needed.length === 0 && dispensable.length > 0) tolerated.add(expression);
      return needed;
    });
    const path = shownPath(attributes, at);
    return names.length === 0 ? [] : [{ at, path, stated, names: [...new Set(names)] }];
  });
  const gone = new Set(leftOut.map(({ at }) => JSON.stringify(at)));
  if (gone.size === 0) return { attributes, leftOut, tolerated, whence: (path) => path };
  const whence = (path: TemplatePath) => wholePath(attributes, path, gone);
  return { attributes: withoutMembers(attributes, [], gone), leftOut, tolerated, whence };
}

/** Items of a list that are left out make those behind them move up. */
function wholePath(attributes: JsonObject, path: TemplatePath, gone: Gone): TemplatePath {
  let value: Json = attributes;
  const whole: (string | number)[] = [];
  for (const step of path) {
    const items: readonly Json[] = Array.isArray(value) ? value : [];
    const kept = items.flatMap((item, index) =>
      without(item, [...whole, index], gone) === undefined ? [] : [index],
    );
    const own = typeof step === "number" ? (kept[step] ?? step) : step;
    whole.push(own);
    value = (value as Record<string | number, Json>)[own] ?? null;
    if (value === null) return [...whole, ...path.slice(whole.length)];
  }
  return whole;
}

function textAt(attributes: JsonObject, at: TemplatePath): string {
  const value = at.reduce<unknown>(
    (inner, step) => (inner as Record<string | number, unknown>)[step],
    attributes,
  );
  return typeof value === "string" ? value : "";
}

function expressionsIn(text: string): readonly string[] {
  try {
    return parseTemplateString(text).flatMap((part) => (part.kind === "expression" ? [part.source] : []));
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return [];
    throw error;
  }
}

type Gone = ReadonlySet<string>;

function withoutMembers(object: JsonObject, at: TemplatePath, gone: Gone): Record<string, Json> {
  const kept = Object.entries(object).flatMap(([name, value]) => {
    const left = without(value, [...at, name], gone);
    return left === undefined ? [] : [[name, left] as const];
  });
  return Object.fromEntries(kept);
}

function without(value: Json, at: TemplatePath, gone: Gone): Json | undefined {
  if (gone.has(JSON.stringify(at))) return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json, index) => without(item, [...at, index], gone) ?? []);
    return items.length === 0 && value.length > 0 ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const left = withoutMembers(value, at, gone);
  const isSame = JSON.stringify(left) === JSON.stringify(value);
  return isSame || isWorthKeeping(left, value) ? left : undefined;
}

/** Constants only tell what the value is of, and without `value` the others say nothing (RFC 7643 section 2.4). */
function isWorthKeeping(left: JsonObject, whole: JsonObject): boolean {
  const isHeadless = hasValue(whole) && !hasValue(left);
  return !isHeadless && JSON.stringify(left).includes("${");
}

function hasValue(object: JsonObject): boolean {
  return Object.keys(object).some((name) => name.toLowerCase() === "value");
}

function shownPath(attributes: JsonObject, at: TemplatePath): string {
  let value: unknown = attributes;
  let path = "";
  for (const step of at) {
    value = (value as Record<string | number, unknown>)[step];
    if (typeof step === "string") path += `${path === "" ? "" : isSchemaUrn(path) ? ":" : "."}${step}`;
    else {
      const type = isJsonObject(value) ? value["type"] : undefined;
      if (typeof type === "string") path += `[type eq ${JSON.stringify(type)}]`;
    }
  }
  return path;
}
