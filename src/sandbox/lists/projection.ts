import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { type AttributeName, parseAttributeName } from "../../scim/attribute-name.ts";
import { refusal } from "../refusal.ts";
import { type ResourceType, knownSchemas } from "../resource-type.ts";

/** Which attributes an answer has: RFC 7644 section 3.9. */
export interface Projection {
  /** False when a core attribute is left out whole, so that it need not be made. */
  wants(attribute: string): boolean;
  apply(resource: JsonObject): JsonObject;
}

/** All attributes. */
export const everything: Projection = { wants: () => true, apply: (resource) => resource };

/** Names in lower case to all of an attribute (`true`) or some of its sub-attributes. */
type Selection = Map<string, true | Selection>;

/** Makes a projection from the two query parameters. Throws `Refusal` when both are given. */
export function readProjection(
  attributes: readonly string[],
  excludedAttributes: readonly string[],
  type: ResourceType,
): Projection {
  if (attributes.length > 0 && excludedAttributes.length > 0)
    throw refusal("invalidValue", "attributes and excludedAttributes exclude each other: give one of them");
  if (attributes.length > 0) return only(selectionOf(attributes, type));
  return excludedAttributes.length > 0 ? without(selectionOf(excludedAttributes, type)) : everything;
}

function selectionOf(names: readonly string[], type: ResourceType): Selection {
  const selection: Selection = new Map();
  for (const text of names) {
    const name = parseAttributeName(text.trim(), knownSchemas(type));
    if (name !== undefined) select(selection, stepsOf(name, type));
  }
  return selection;
}

function stepsOf(name: AttributeName, type: ResourceType): readonly string[] {
  const isCore = name.schema?.toLowerCase() === type.schema.id.toLowerCase();
  const steps = [isCore ? undefined : name.schema, name.attribute, name.subAttribute];
  return steps.flatMap((step) => (step === undefined ? [] : [step.toLowerCase()]));
}

function select(selection: Selection, steps: readonly string[]): void {
  const [first, ...rest] = steps;
  if (first === undefined || selection.get(first) === true) return;
  if (rest.length === 0) {
    selection.set(first, true);
    return;
  }
  const inner = selection.get(first);
  const next: Selection = inner instanceof Map ? inner : new Map();
  selection.set(first, next);
  select(next, rest);
}

const alwaysReturned: ReadonlySet<string> = new Set(["schemas", "id"]);

function only(selection: Selection): Projection {
  return {
    wants: (attribute) => selection.has(attribute.toLowerCase()),
    apply: (resource) => {
      const kept = keep(resource, selection);
      return { schemas: resource["schemas"] ?? [], id: resource["id"] ?? null, ...kept };
    },
  };
}

function keep(object: JsonObject, selection: Selection): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]) => {
    const chosen = selection.get(key.toLowerCase());
    if (chosen === undefined) return [];
    return [[key, chosen === true ? value : inEach(value, (part) => keep(part, chosen))] as const];
  });
  return Object.fromEntries(entries);
}

function without(selection: Selection): Projection {
  const sparing = new Map([...selection].filter(([name]) => !alwaysReturned.has(name)));
  return {
    wants: (attribute) => sparing.get(attribute.toLowerCase()) !== true,
    apply: (resource) => drop(resource, sparing),
  };
}

function drop(object: JsonObject, selection: Selection): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]) => {
    const chosen = selection.get(key.toLowerCase());
    if (chosen === true) return [];
    return [[key, chosen === undefined ? value : inEach(value, (part) => drop(part, chosen))] as const];
  });
  return Object.fromEntries(entries);
}

function inEach(value: Json, change: (part: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item: Json) => inEach(item, change));
  return isJsonObject(value) ? change(value) : value;
}
