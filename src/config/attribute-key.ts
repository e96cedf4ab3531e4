import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { parseAttributeName } from "../scim/attribute-name.ts";
import { type AttributePath, AttributePathSyntaxError, parseAttributePath } from "../scim/attribute-path.ts";
import type { Filter } from "../scim/filter.ts";
import { coreSchemas, enterpriseUserSchema, isSchemaUrn } from "../scim/resource.ts";

/** One step towards a value: a member and, of its several values, the one that has these constants. */
export interface KeyStep {
  readonly name: string;
  readonly such?: readonly Constant[];
}

/** `type` and `work`, of `emails[type eq "work"]`. */
export type Constant = readonly [name: string, value: Json];

/** A key of `attributes` that is no path. The message says what to write instead. */
export class AttributeKeyError extends Error {
  override readonly name = "AttributeKeyError";
}

/** Attributes of several values (RFC 7643 sections 4.1.2 and 4.2): a path into them must say which. */
const multiValued: ReadonlySet<string> = new Set([
  "emails",
  "phonenumbers",
  "ims",
  "photos",
  "addresses",
  "groups",
  "entitlements",
  "roles",
  "x509certificates",
  "members",
]);

const advice =
  'write a path such as name.givenName, emails[type eq "work"].value or urn:…:2.0:User:department';

/**
 * Reads a key of `attributes`: the name of an attribute or of an extension, or, as mapping lists have it, the path
 * of a value (RFC 7644 section 3.10). `schemas` are the known URNs, `extension` is the one whose map has the key. Throws
 * `AttributeKeyError`.
 */
export function readKey(key: string, schemas: readonly string[], extension?: string): readonly KeyStep[] {
  if (!/[.[\]]/.test(key) && !isSchemaUrn(key)) return [{ name: key }];
  const path = pathOf(key, schemas);
  const schema = path.schema === undefined || isCore(path.schema) ? [] : [{ name: path.schema }];
  if (schema.length === 0 && extension === undefined) refuseAnyValue(path);
  const attribute =
    path.filter === undefined
      ? { name: path.attribute }
      : { name: path.attribute, such: constantsOf(path.filter) };
  return [...schema, attribute, ...(path.subAttribute === undefined ? [] : [{ name: path.subAttribute }])];
}

function refuseAnyValue({ attribute, subAttribute, filter }: AttributePath): void {
  if (subAttribute === undefined || filter !== undefined || !multiValued.has(attribute.toLowerCase())) return;
  const list = `${attribute}: [{ ${subAttribute}: … }]`;
  const one = `${attribute}[type eq "work"].${subAttribute}`;
  throw new AttributeKeyError(`${attribute} has several values; write ${one}, or ${list}`);
}

function pathOf(key: string, schemas: readonly string[]): AttributePath {
  try {
    return parseAttributePath(key, schemas);
  } catch (error) {
    if (!(error instanceof AttributePathSyntaxError)) throw error;
    const [, reason = ""] = / is not an attribute path: (.*)$/s.exec(error.message) ?? [];
    throw new AttributeKeyError(`is no path of an attribute: ${reason}; ${advice}`);
  }
}

/** What a value must be for a filter to find it again, which `eq` alone can say. */
function constantsOf(filter: Filter): readonly Constant[] {
  if (filter.op === "and") return filter.filters.flatMap(constantsOf);
  const { attribute } = filter.op === "eq" ? filter : { attribute: undefined };
  if (filter.op !== "eq" || attribute?.schema !== undefined || attribute?.subAttribute !== undefined) {
    const such = '[type eq "work"] or [type eq "work" and primary eq true]';
    throw new AttributeKeyError(
      `between [ and ] only "eq" and "and" can be used here; write such as ${such}`,
    );
  }
  return [[filter.attribute.attribute, asBoolean(filter.attribute.attribute, filter.value)]];
}

/** `primary` is a boolean (RFC 7643 section 2.4), which some mapping lists have as "True". */
function asBoolean(name: string, value: Json): Json {
  if (name.toLowerCase() !== "primary" || typeof value !== "string") return value;
  const folded = value.toLowerCase();
  return folded === "true" || folded === "false" ? folded === "true" : value;
}

function isCore(schema: string): boolean {
  const folded = schema.toLowerCase();
  return Object.values(coreSchemas).some((core) => core.toLowerCase() === folded);
}

/**
 * The URNs that keys may begin with. Where a URN ends can be seen when it has a version (`…:2.0:User`); another is known
 * by its map, or by a key that states something plain, for an extension cannot be that.
 */
export function schemasIn(attributes: JsonObject): readonly string[] {
  const known = [...Object.values(coreSchemas), enterpriseUserSchema];
  const urns = Object.keys(attributes).filter(isSchemaUrn);
  const isMap = (urn: string): boolean => isJsonObject(attributes[urn]);
  for (const urn of urns.filter((urn) => !isMap(urn))) {
    const schema = parseAttributeName(urn.replace(/\[.*$/s, ""), known)?.schema;
    if (schema !== undefined) known.push(schema);
  }
  for (const urn of urns.filter(isMap).sort((a, b) => a.length - b.length)) {
    if (!beginsWithOne(urn, known)) known.push(urn);
  }
  return known;
}

function beginsWithOne(urn: string, schemas: readonly string[]): boolean {
  return schemas.some((schema) => urn.toLowerCase().startsWith(`${schema.toLowerCase()}:`));
}
