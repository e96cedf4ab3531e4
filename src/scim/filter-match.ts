import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import type { AttributeName } from "./attribute-name.ts";
import { member } from "./attribute-value.ts";
import type { Comparison, Filter, FilterValue } from "./filter.ts";

/** Says whether a resource, or one value of a multi-valued attribute, satisfies a filter. */
export type Matcher = (resource: JsonObject) => boolean;

const exactNames: ReadonlySet<string> = new Set([
  "id",
  "externalid",
  "$ref",
  "schemas",
  "password",
  "profileurl",
]);
const exactPaths: ReadonlySet<string> = new Set([
  "meta.location",
  "meta.resourcetype",
  "meta.version",
  "members.value",
  "groups.value",
  "photos.value",
  "x509certificates.value",
]);

/** Whether values are compared with case: ids, references and binaries are, RFC 7643 sections 2.3 and 7. */
export function isCaseExact(attribute: string, subAttribute?: string): boolean {
  const path = subAttribute === undefined ? attribute : `${attribute}.${subAttribute}`;
  return exactNames.has((subAttribute ?? attribute).toLowerCase()) || exactPaths.has(path.toLowerCase());
}

/**
 * Makes a filter ready to be asked many times. Attribute names are compared without case; a
 * multi-valued attribute matches when any value does; an attribute without a value answers false to
 * all but `ne`, `not` and `eq null` (RFC 7644 sections 3.4.2.1 and 3.4.2.2).
 * `within` is the attribute whose values are asked, for a filter in `[…]`.
 */
export function compileFilter(filter: Filter, within?: string): Matcher {
  if (filter.op === "and" || filter.op === "or") return compileJoined(filter.op, filter.filters, within);
  if (filter.op === "not") {
    const part = compileFilter(filter.filter, within);
    return (resource) => !part(resource);
  }
  const { attribute } = filter;
  if (filter.op === "pr") return (resource) => valuesOf(resource, attribute).some(isPresent);
  if (filter.op === "valuePath") return compileValuePath(attribute, filter.filter);
  return compileComparison(filter, within);
}

function compileJoined(op: "and" | "or", filters: readonly Filter[], within: string | undefined): Matcher {
  const parts = filters.map((part) => compileFilter(part, within));
  return op === "and"
    ? (resource) => parts.every((part) => part(resource))
    : (resource) => parts.some((part) => part(resource));
}

/** Asks once; see `compileFilter`. */
export function matchesFilter(filter: Filter, resource: JsonObject): boolean {
  return compileFilter(filter)(resource);
}

function compileValuePath(attribute: AttributeName, filter: Filter): Matcher {
  const part = compileFilter(filter, attribute.attribute);
  return (resource) => valuesOf(resource, attribute).some((value) => part(asComplex(value)));
}

// A value of a multi-valued attribute that is not complex goes by the name `value`, RFC 7643 section 2.4.
function asComplex(value: Json): JsonObject {
  return isJsonObject(value) ? value : { value };
}

function compileComparison(comparison: Comparison, within: string | undefined): Matcher {
  const { attribute, value, op } = comparison;
  const outer = within ?? attribute.attribute;
  const inner = within === undefined ? attribute.subAttribute : attribute.attribute;
  const exact = isCaseExact(outer, inner) || (inner === undefined && isCaseExact(outer, "value"));
  const wanted = typeof value === "string" && !exact ? value.toLowerCase() : value;
  return (resource) => {
    const actual = valuesOf(resource, attribute).map(plainValue).filter(isPresent);
    if (actual.length === 0) return op === "ne" ? wanted !== null : op === "eq" && wanted === null;
    return actual.some((one) =>
      compare(op, typeof one === "string" && !exact ? one.toLowerCase() : one, wanted),
    );
  };
}

// `emails co "x"` asks the default sub-attribute `value`, RFC 7643 section 2.4.
function plainValue(value: Json): Json {
  return isJsonObject(value) ? (member(value, "value") ?? null) : value;
}

function isPresent(value: Json): boolean {
  if (value === null || value === "") return false;
  return !isJsonObject(value) || Object.keys(value).length > 0;
}

function compare(op: Comparison["op"], actual: Json, wanted: FilterValue): boolean {
  if (op === "eq") return sameValue(actual, wanted);
  if (op === "ne") return !sameValue(actual, wanted);
  if (typeof actual === "string" && typeof wanted === "string") return compareText(op, actual, wanted);
  if (typeof actual === "number" && typeof wanted === "number") return inOrder(op, actual - wanted);
  return false;
}

function sameValue(actual: Json, wanted: FilterValue): boolean {
  if (actual === wanted) return true;
  if (typeof actual !== "string" || typeof wanted !== "string") return false;
  const difference = betweenInstants(actual, wanted);
  return difference === 0;
}

function compareText(op: Comparison["op"], actual: string, wanted: string): boolean {
  if (op === "co") return actual.includes(wanted);
  if (op === "sw") return actual.startsWith(wanted);
  if (op === "ew") return actual.endsWith(wanted);
  return inOrder(op, betweenInstants(actual, wanted) ?? (actual < wanted ? -1 : Number(actual > wanted)));
}

const instant = /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d:\d\d)$/i;

function betweenInstants(left: string, right: string): number | undefined {
  if (!instant.test(left) || !instant.test(right)) return undefined;
  const difference = Date.parse(left.toUpperCase()) - Date.parse(right.toUpperCase());
  return Number.isNaN(difference) ? undefined : difference;
}

function inOrder(op: Comparison["op"], difference: number): boolean {
  if (op === "gt") return difference > 0;
  if (op === "ge") return difference >= 0;
  if (op === "lt") return difference < 0;
  return op === "le" && difference <= 0;
}

function valuesOf(resource: JsonObject, name: AttributeName): readonly Json[] {
  const container = containerOf(resource, name.schema);
  const values = container === undefined ? [] : asList(member(container, name.attribute));
  const { subAttribute } = name;
  if (subAttribute === undefined) return values;
  return values.flatMap((value) => (isJsonObject(value) ? asList(member(value, subAttribute)) : []));
}

function containerOf(resource: JsonObject, schema: string | undefined): JsonObject | undefined {
  if (schema === undefined || /^urn:ietf:params:scim:schemas:core:/i.test(schema)) return resource;
  const extension = member(resource, schema);
  return isJsonObject(extension) ? extension : undefined;
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
