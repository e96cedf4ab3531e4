import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";

/**
 * `ref(key)` cannot know the other user's id at the target while mapping, so it leaves this mark and the key.
 * No source value can hold a NUL, so no value can pretend to be a reference.
 */
const mark = "\u0000ref:";

export function makeReference(key: string): string {
  return mark + key;
}

/** The key a reference names, or undefined when the value is no reference. */
export function referencedKey(value: Json | undefined): SourceKey | undefined {
  return typeof value === "string" && value.startsWith(mark)
    ? (value.slice(mark.length) as SourceKey)
    : undefined;
}

/** Gives the id of an account at the target, or undefined while it has none. */
export type ResolveReference = (key: SourceKey) => string | undefined;

/** A resource split into what can be sent now and the attributes that wait for another account. */
export interface Resolved {
  readonly resource: JsonObject;
  /** Attributes that hold a reference without an id yet, by the path that addresses them. */
  readonly waiting: readonly WaitingAttribute[];
}

export interface WaitingAttribute {
  readonly path: string;
  readonly value: Json;
  readonly keys: readonly SourceKey[];
}

/** Puts ids in place of references, attribute by attribute. */
export function resolveReferences(resource: JsonObject, resolve: ResolveReference): Resolved {
  if (!holdsReference(resource)) return { resource, waiting: [] };
  const waiting: WaitingAttribute[] = [];
  function visit(attributes: JsonObject, prefix: string): JsonObject {
    const kept: Record<string, Json> = {};
    for (const [name, value] of Object.entries(attributes)) {
      const path = prefix + name;
      if (isSchemaUrn(name) && isJsonObject(value)) kept[name] = visit(value, `${name}:`);
      else {
        const missing = keysIn(value).filter((key) => resolve(key) === undefined);
        if (missing.length === 0) kept[name] = substitute(value, resolve);
        else waiting.push({ path, value, keys: missing });
      }
    }
    return kept;
  }
  return { resource: visit(resource, ""), waiting };
}

/** The value with each reference replaced by its id; unresolvable ones stay as they are. */
export function substitute(value: Json, resolve: ResolveReference): Json {
  const key = referencedKey(value);
  if (key !== undefined) return resolve(key) ?? value;
  if (Array.isArray(value)) return value.map((item: Json) => substitute(item, resolve));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, substitute(item, resolve)]));
}

/** Keys of all references inside a value. */
export function keysIn(value: Json): readonly SourceKey[] {
  if (!holdsReference(value)) return none;
  const key = referencedKey(value);
  if (key !== undefined) return [key];
  if (Array.isArray(value)) return value.flatMap((item: Json) => keysIn(item));
  return Object.values(value as JsonObject).flatMap((item) => keysIn(item));
}

const none: readonly SourceKey[] = [];

/** Asked of every account, of which most name nobody: it makes nothing on the way. */
function holdsReference(value: Json): boolean {
  if (typeof value === "string") return value.charCodeAt(0) === 0 && value.startsWith(mark);
  if (Array.isArray(value)) return value.some(holdsReference);
  if (!isJsonObject(value)) return false;
  for (const name in value) {
    if (holdsReference(value[name] ?? null)) return true;
  }
  return false;
}
