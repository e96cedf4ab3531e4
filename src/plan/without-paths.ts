import type { JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import { applyChanges } from "./apply-changes.ts";

/** The resource without the attributes at the paths. */
export function withoutPaths(resource: JsonObject, paths: readonly string[]): JsonObject {
  if (paths.length === 0) return resource;
  return applyChanges(
    resource,
    paths.map((path) => ({ path })),
  );
}

/** Names of the attributes a template speaks of: `title`, and `urn:…:User:department` for members of an extension. */
export function managedAttributes(template: JsonObject): ReadonlySet<string> {
  return new Set(attributeNames(template).map((name) => name.toLowerCase()));
}

/** The part of what we once wrote that the template still speaks of; the rest is not ours any more. */
export function stillManaged(asserted: JsonObject, managed: ReadonlySet<string>): JsonObject {
  const dropped = attributeNames(asserted).filter(
    (name) => !managed.has(name.toLowerCase()) && name !== "active",
  );
  return withoutPaths(asserted, dropped);
}

function attributeNames(resource: JsonObject): readonly string[] {
  return Object.entries(resource).flatMap(([name, value]) =>
    isSchemaUrn(name) && isJsonObject(value) ? Object.keys(value).map((inner) => `${name}:${inner}`) : [name],
  );
}
