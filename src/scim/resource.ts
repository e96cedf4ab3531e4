import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { longestId } from "./answer/answer-limits.ts";
import { readBoolean } from "./answer/lenient-value.ts";

declare const scimId: unique symbol;

/** The id a service provider gave a resource (RFC 7643 §3.1). Opaque; may hold any character. */
export type ScimId = string & { readonly [scimId]: true };

/** The resources that are worked with (RFC 7643 §4). */
export type ResourceType = "User" | "Group";

export const coreSchemas: Readonly<Record<ResourceType, string>> = {
  User: "urn:ietf:params:scim:schemas:core:2.0:User",
  Group: "urn:ietf:params:scim:schemas:core:2.0:Group",
};

export const enterpriseUserSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const patchOpSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
export const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";
export const searchRequestSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** Path below the base URL of all resources of a type (RFC 7644 §3.2). */
export const endpoints: Readonly<Record<ResourceType, string>> = { User: "/Users", Group: "/Groups" };

/** A resource as a service provider answered it, put into RFC 7643 form. */
export interface Resource {
  readonly id: ScimId;
  readonly attributes: JsonObject;
  /** `meta.version`, or the `ETag` of the answer (RFC 7644 §3.14), when the provider gives one that can stand in a header. */
  readonly version?: string;
}

/** True for the name of an extension rather than of an attribute. */
export function isSchemaUrn(name: string): boolean {
  return name.toLowerCase().startsWith("urn:");
}

/**
 * Reads a resource leniently: a number as id, core attributes nested under the core schema's URN, booleans as text.
 * Gives undefined when there is no id that can be relied on, as some providers answer a write.
 */
export function readResource(type: ResourceType, body: Json): Resource | undefined {
  if (!isJsonObject(body)) return undefined;
  const core = body[coreSchemas[type]];
  const attributes = withBooleans(isJsonObject(core) ? { ...body, ...core } : body);
  const id = readId(attributes["id"]);
  if (id === undefined) return undefined;
  const meta = attributes["meta"];
  const version = readVersion(isJsonObject(meta) ? meta["version"] : undefined);
  return version === undefined ? { id, attributes } : { id, attributes, version };
}

const versionText = /^[\u0020-\u007E]{1,1024}$/;

/** A version that may stand in `If-Match`; whatever else is in it could add headers of its own. */
export function readVersion(value: Json | undefined): string | undefined {
  return typeof value === "string" && versionText.test(value) ? value : undefined;
}

/** Half of a character outside the first plane, which has no form in UTF-8. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * An id as text. A number beyond 2^53 is none: it was rounded when it was read, and may be that of somebody else. Nor
 * is text that is longer than 2,048 characters or cannot be percent-encoded.
 */
export function readId(value: Json | undefined): ScimId | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? (String(value) as ScimId) : undefined;
  if (typeof value !== "string" || value === "" || value.length > longestId) return undefined;
  return loneSurrogate.test(value) ? undefined : (value as ScimId);
}

/** RFC 7643 §4.1 says boolean of `active`, and of `primary` in each list; some providers give text. */
function withBooleans(attributes: JsonObject): JsonObject {
  let changed: Record<string, Json> | undefined;
  for (const name of Object.keys(attributes)) {
    const value = attributes[name] as Json;
    const read = name === "active" ? (readBoolean(value) ?? value) : withPrimary(value);
    if (read !== value) (changed ??= { ...attributes })[name] = read;
  }
  return changed ?? attributes;
}

function withPrimary(value: Json): Json {
  if (!Array.isArray(value) || !value.some(hasTextPrimary)) return value;
  return value.map((item: Json) =>
    hasTextPrimary(item) ? { ...item, primary: readBoolean(item["primary"]) ?? item["primary"] } : item,
  );
}

function hasTextPrimary(item: Json): item is { readonly [name: string]: Json; readonly primary: string } {
  return isJsonObject(item) && typeof item["primary"] === "string";
}

/** Ids of the members a Group resource lists; numbers are accepted as ids. */
export function memberIds(group: JsonObject): readonly ScimId[] {
  const members = group["members"];
  if (!Array.isArray(members)) return [];
  return members.flatMap((member: Json) => readId(isJsonObject(member) ? member["value"] : member) ?? []);
}

/** The list of schemas a resource has, made from the URNs among its attributes (RFC 7643 §3). */
export function schemasOf(type: ResourceType, attributes: JsonObject): readonly string[] {
  return [coreSchemas[type], ...Object.keys(attributes).filter(isSchemaUrn)];
}
