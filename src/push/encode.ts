import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { applyChanges } from "../plan/apply-changes.ts";
import type { AttributeChange } from "../plan/change.ts";
import { onePrimary } from "../plan/one-primary.ts";
import { stepsOf } from "../plan/path-steps.ts";
import { member } from "../scim/attribute-value.ts";
import type { PatchOperation } from "../scim/client.ts";
import { coreSchemas, isSchemaUrn, type ResourceType, schemasOf } from "../scim/resource.ts";

/** PATCH operations for the changes (RFC 7644 §3.5.2): lower-case ops, only what changed. */
export function encodePatch(
  changes: readonly AttributeChange[],
  profile: ConnectorProfile,
): readonly PatchOperation[] {
  if (profile.users.extensionPath === "colon") return changes.map(encodeChange);
  const plain = changes.filter((change) => !isExtension(change)).map(encodeChange);
  return [...plain, ...encodeExtensions(changes.filter(isExtension))];
}

function isExtension(change: AttributeChange): boolean {
  return isSchemaUrn(change.path);
}

function encodeChange({ path, before, after }: AttributeChange): PatchOperation {
  if (after === undefined) return { op: "remove", path };
  if (before !== undefined) return { op: "replace", path, value: after };
  const list = listOf(path);
  return list === undefined ? { op: "add", path, value: after } : { op: "add", path: list, value: [after] };
}

/** A new value of a list is added to the list: a filter path names only what is already there. */
function listOf(path: string): string | undefined {
  return path.endsWith("]") ? path.slice(0, path.indexOf("[")) : undefined;
}

/** Extension attributes as one object under the extension's URN; removals still need a path. */
function encodeExtensions(changes: readonly AttributeChange[]): readonly PatchOperation[] {
  const set = changes.filter(({ after }) => after !== undefined);
  const removed = changes.filter(({ after }) => after === undefined).map(encodeChange);
  const value = applyChanges({}, set);
  return Object.keys(value).length === 0 ? removed : [{ op: "replace", value }, ...removed];
}

/** Attributes that a provider makes itself; sending them back would be refused or ignored (RFC 7643 §3.1, §4.1.2). */
const providerOwned: ReadonlySet<string> = new Set(["id", "meta", "groups"]);

/** The body of a PUT: everything the provider holds, with our changes laid over it. */
export function encodePut(
  type: ResourceType,
  held: JsonObject,
  changes: readonly AttributeChange[],
): JsonObject {
  const changed = withOnePrimary(applyChanges(held, changes), changes);
  const owned = Object.entries(changed).filter(
    ([name]) => !providerOwned.has(name) && name !== coreSchemas[type],
  );
  const attributes = Object.fromEntries(owned) as Record<string, Json>;
  // Some providers switch an account off when a PUT leaves `active` out.
  if (type === "User" && attributes["active"] === undefined) attributes["active"] = true;
  return { ...attributes, schemas: schemasOf(type, attributes) };
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
