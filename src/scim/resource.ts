import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";

declare const scimId: unique symbol;

/** The id a service provider gave a resource (RFC 7643 §3.1). Opaque; may hold any character. */
export type ScimId = string & { readonly [scimId]: true };

export type ResourceType = "User" | "Group";

export const coreSchemas: Readonly<Record<ResourceType, string>> = {
  User: "urn:ietf:params:scim:schemas:core:2.0:User",
  Group: "urn:ietf:params:scim:schemas:core:2.0:Group",
};

export const enterpriseUserSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const patchOpSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** Path below the base URL of all resources of a type (RFC 7644 §3.2). */
export const endpoints: Readonly<Record<ResourceType, string>> = { User: "/Users", Group: "/Groups" };

/** A resource as a service provider answered it, put into RFC 7643 form. */
export interface Resource {
  readonly id: ScimId;
  readonly attributes: JsonObject;
  /** `meta.version` (RFC 7644 §3.14), when the provider gives one. */
  readonly version?: string;
}

/** True for the name of an extension rather than of an attribute. */
export function isSchemaUrn(name: string): boolean {
  return name.toLowerCase().startsWith("urn:");
}

/**
 * Reads a resource leniently: a number as id, core attributes nested under the core schema's URN.
 * Gives undefined when there is no id, as some providers answer a write.
 */
export function readResource(type: ResourceType, body: Json): Resource | undefined {
  if (!isJsonObject(body)) return undefined;
  const core = body[coreSchemas[type]];
  const attributes = isJsonObject(core) ? { ...body, ...core } : body;
  const id = attributes["id"];
  if ((typeof id !== "string" && typeof id !== "number") || id === "") return undefined;
  const meta = attributes["meta"];
  const version = isJsonObject(meta) ? meta["version"] : undefined;
  const resource = { id: asId(id), attributes };
  return typeof version === "string" ? { ...resource, version } : resource;
}

/** Ids of the members a Group resource lists; numbers are accepted as ids. */
export function memberIds(group: JsonObject): readonly ScimId[] {
  const members = group["members"];
  if (!Array.isArray(members)) return [];
  return members.flatMap((member: Json) => {
    const value = isJsonObject(member) ? member["value"] : member;
    return typeof value === "string" || typeof value === "number" ? [asId(value)] : [];
  });
}

function asId(value: string | number): ScimId {
  return String(value) as ScimId;
}

/** The list of schemas a resource has, made from the URNs among its attributes (RFC 7643 §3). */
export function schemasOf(type: ResourceType, attributes: JsonObject): readonly string[] {
  return [coreSchemas[type], ...Object.keys(attributes).filter(isSchemaUrn)];
}
