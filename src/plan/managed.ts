import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { typeOf } from "./typed-values.ts";

/**
 * What a template speaks of, by names in lower case. Of an object, an extension among them, it is the members; of a
 * list the types of its values, where the template alone tells them; else the attribute as a whole.
 */
export type Managed = ReadonlyMap<string, Parts>;

type Parts =
  | { readonly kind: "whole" }
  | { readonly kind: "types"; readonly types: ReadonlySet<string> }
  | { readonly kind: "members"; readonly members: Managed };

const whole: Parts = { kind: "whole" };
/** Switched by scimsync itself, and not compared, whatever the template says. */
const always: readonly (readonly [string, Parts])[] = [
  ["active", whole],
  ["schemas", whole],
];

export function managedAttributes(template: JsonObject): Managed {
  return new Map([...always, ...membersOf(template)]);
}

function membersOf(object: JsonObject): Managed {
  // The members of an extension have members themselves; those of an attribute are plain (RFC 7643 §2.3.8).
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), partsOf(value)]));
}

function partsOf(value: Json): Parts {
  if (isJsonObject(value)) return { kind: "members", members: membersOf(value) };
  if (!Array.isArray(value)) return whole;
  const types = value.map((item: Json) => typeOf(item));
  const told = types.filter((type) => type !== undefined && !type.includes("${"));
  if (types.length === 0 || told.length < types.length) return whole;
  return { kind: "types", types: new Set(told.map((type) => type?.toLowerCase() ?? "")) };
}

/** The part of what we once wrote that the template still speaks of; the rest is not ours any more. */
export function stillManaged(asserted: JsonObject, managed: Managed): JsonObject {
  let kept: Record<string, Json> | undefined;
  for (const name of Object.keys(asserted)) {
    const value = asserted[name] ?? null;
    const part = managedPart(value, managed.get(name.toLowerCase()));
    if (part === value) continue;
    kept ??= { ...asserted };
    if (part === undefined) delete kept[name];
    else kept[name] = part;
  }
  return kept ?? asserted;
}

function managedPart(value: Json, parts: Parts | undefined): Json | undefined {
  if (parts === undefined) return undefined;
  if (parts.kind === "members" && isJsonObject(value)) {
    const kept = stillManaged(value, parts.members);
    return kept !== value && Object.keys(kept).length === 0 ? undefined : kept;
  }
  if (parts.kind !== "types" || !Array.isArray(value)) return value;
  const isKept = (item: Json) => parts.types.has(typeOf(item)?.toLowerCase() ?? "");
  if (value.every(isKept)) return value;
  const items = value.filter(isKept);
  return items.length === 0 ? undefined : items;
}
