import { type AttributeName, formatAttributeName, parseAttributeName } from "./attribute-name.ts";
import { FilterSyntaxError } from "./filter-lexer.ts";
import { type Filter, formatFilter, parseFilter } from "./filter.ts";

/**
 * Where a PATCH operation works: RFC 7644 sections 3.5.2 and 3.10. A bare extension URN is an
 * `attribute` without `schema`, for in a resource the extension is an attribute of that name.
 */
export interface AttributePath extends AttributeName {
  /** Chooses among the values of a multi-valued attribute, as in `emails[type eq "work"]`. */
  readonly filter?: Filter;
}

/** A path that RFC 7644 does not allow. */
export class AttributePathSyntaxError extends Error {
  override readonly name = "AttributePathSyntaxError";
  readonly code = "attribute_path_syntax";
}

/**
 * Reads `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:manager.value` or a bare
 * extension URN. `schemas` are known URNs, as for `parseAttributeName`. Throws
 * `AttributePathSyntaxError`.
 */
export function parseAttributePath(text: string, schemas: readonly string[] = []): AttributePath {
  const open = text.indexOf("[");
  if (open >= 0) return parseValuePath(text, open, schemas);
  const name = parseAttributeName(text, schemas);
  if (name === undefined) throw notAPath(text, "it is not an attribute name");
  return name;
}

function parseValuePath(text: string, open: number, schemas: readonly string[]): AttributePath {
  const close = text.lastIndexOf("]");
  const name = parseAttributeName(text.slice(0, open), schemas);
  if (name === undefined || name.subAttribute !== undefined)
    throw notAPath(text, "the part before `[` is not an attribute name");
  if (close < open) throw notAPath(text, "`]` is missing");
  const tail = text.slice(close + 1);
  const filter = innerFilter(text, text.slice(open + 1, close), schemas);
  if (tail === "") return { ...name, filter };
  const subAttribute = tail.startsWith(".") ? parseAttributeName(tail.slice(1)) : undefined;
  if (subAttribute === undefined || subAttribute.subAttribute !== undefined || tail.includes(":"))
    throw notAPath(text, "after `]` only `.` and the name of a sub-attribute may stand");
  return { ...name, filter, subAttribute: subAttribute.attribute };
}

function innerFilter(path: string, text: string, schemas: readonly string[]): Filter {
  let filter: Filter;
  try {
    filter = parseFilter(text, schemas);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw notAPath(path, `in \`[…]\`: ${error.message}`);
  }
  if (hasValuePath(filter)) throw notAPath(path, "`[` may not stand within `[…]`");
  return filter;
}

function hasValuePath(filter: Filter): boolean {
  if (filter.op === "valuePath") return true;
  if (filter.op === "not") return hasValuePath(filter.filter);
  return (filter.op === "and" || filter.op === "or") && filter.filters.some(hasValuePath);
}

function notAPath(text: string, reason: string): AttributePathSyntaxError {
  return new AttributePathSyntaxError(`\`${text.slice(0, 200)}\` is not an attribute path: ${reason}`);
}

/** Writes a path so that `parseAttributePath` reads the same one back. */
export function formatAttributePath(path: AttributePath): string {
  if (path.filter === undefined) return formatAttributeName(path);
  const { subAttribute, filter, ...name } = path;
  const tail = subAttribute === undefined ? "" : `.${subAttribute}`;
  return `${formatAttributeName(name)}[${formatFilter(filter)}]${tail}`;
}
