import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { applyChanges } from "../../plan/apply-changes.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { onePrimary } from "../../plan/one-primary.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import { member } from "../../scim/attribute-value.ts";
import { coreSchemas, isSchemaUrn, type ResourceType, schemasOf } from "../../scim/resource.ts";

/** Attributes that a provider makes itself; sending them back would be refused or ignored (RFC 7643 §3.1, §4.1.2). */
const providerOwned: ReadonlySet<string> = new Set(["id", "meta", "groups"]);

export interface PutOptions {
  /** What PUT does with what it leaves out; where it keeps it, removals are sent as null. */
  readonly omission?: "clears" | "keeps";
  /** Whether the account is on, where the provider does not show it. */
  readonly active?: boolean;
  /** What it is known to have, as we last wrote it, of what a PUT must not leave out. */
  readonly said?: JsonObject;
}

/** The body of a PUT: everything the provider holds, with our changes laid over it. */
export function encodePut(
  type: ResourceType,
  held: JsonObject,
  changes: readonly AttributeChange[],
  { omission = "clears", active = true, said = {} }: PutOptions = {},
): JsonObject {
  const unseen = Object.entries(said).filter(([name]) => member(held, name) === undefined);
  const known = unseen.length === 0 ? held : { ...held, ...Object.fromEntries(unseen) };
  const changed = withChanges(withoutLitter(known, changes), changes);
  const owned = Object.entries(changed).filter(
    ([name]) => !providerOwned.has(name) && name !== coreSchemas[type],
  );
  const attributes = Object.fromEntries(owned) as Record<string, Json>;
  // Some providers switch an account off when a PUT leaves `active` out.
  if (type === "User" && (attributes["active"] ?? null) === null) attributes["active"] = active;
  if (omission === "keeps") return withNulls(type, attributes, held, changes);
  return { ...attributes, schemas: schemasOf(type, attributes) };
}

/** The resource after the changes; where a list gets a new primary value, it is the only one. */
export function withChanges(held: JsonObject, changes: readonly AttributeChange[]): JsonObject {
  return withOnePrimary(applyChanges(held, changes), changes);
}

/** A value that becomes the primary one takes that from the others of its list, as a PATCH would (RFC 7644 §3.5.2). */
function withOnePrimary(resource: JsonObject, changes: readonly AttributeChange[]): JsonObject {
  return changes.reduce((result, { path, after }) => {
    const [list, ...rest] = stepsOf(path);
    const values = list?.picks === undefined ? undefined : member(result, list.name);
    const sets = rest.length === 0 ? after : { [rest[0]?.folded ?? ""]: after ?? null };
    if (!Array.isArray(values) || list?.picks === undefined || !isJsonObject(sets)) return result;
    if (sets["primary"] !== true) return result;
    const { matches } = list.picks;
    return applyChanges(result, [{ path: list.name, after: onePrimary(values, matches) }]);
  }, resource);
}

/**
 * What a provider made of PATCH paths that it did not understand, and holds as attributes: `name.givenName`,
 * `urn:…:User:department`, or a URN cut at one of its dots. RFC 7643 §2.1 allows no attribute of such a name, and strict providers refuse it.
 */
function withoutLitter(held: JsonObject, changes: readonly AttributeChange[]): JsonObject {
  const names = [...Object.keys(held), ...changes.map(({ path }) => path)];
  const urns = names.filter(isSchemaUrn).map((name) => name.toLowerCase());
  const isLitter = (name: string): boolean => {
    if (!isSchemaUrn(name)) return /[.[]/.test(name);
    if (!isJsonObject(held[name] ?? {})) return true;
    const cut = `${name.toLowerCase()}.`;
    return urns.some((urn) => urn.startsWith(cut));
  };
  if (!Object.keys(held).some(isLitter)) return held;
  return Object.fromEntries(Object.entries(held).filter(([name]) => !isLitter(name)));
}

/** The body with a null, or an empty list, where something is to go. */
function withNulls(
  type: ResourceType,
  attributes: JsonObject,
  held: JsonObject,
  changes: readonly AttributeChange[],
): JsonObject {
  const result = { ...attributes } as Record<string, Json>;
  for (const { path, before, after } of changes) {
    const [first, part] = stepsOf(path);
    if (after !== undefined || first === undefined) continue;
    const [left, there] = [member(result, first.name), member(held, first.name)];
    const isList = first.picks !== undefined || Array.isArray(before) || Array.isArray(there);
    if (!isList && part !== undefined)
      result[first.name] = { ...(isJsonObject(left) ? left : {}), [part.name]: null };
    else if (left === undefined) result[first.name] = isList ? [] : null;
  }
  return { ...result, schemas: schemasOf(type, result) };
}
