import type { JsonObject } from "../canonical.ts";
import { compileFilter } from "../scim/filter-match.ts";
import type { Filter } from "../scim/filter.ts";
import { readFilter } from "./filter-check.ts";
import type { Projection } from "./projection.ts";
import { readProjection } from "./projection.ts";
import { represent } from "./represent.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** RFC 7644 section 3.4.2, in the words of its query parameters. */
export interface Query {
  readonly filter?: string;
  /** From 1; less counts as 1. */
  readonly startIndex: number;
  /** Resources wanted; less than 0 counts as 0. */
  readonly count: number;
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
}

/** Resources in an answer when the client does not say, and at most. */
export const pageSize = { normal: 100, most: 1000 } as const;

/** Answers a query over one type of resource, or over all. Throws `Refusal`. */
export function queryResources(
  provider: ServiceProvider,
  tables: readonly ResourceTable[],
  query: Query,
): JsonObject {
  const start = Math.max(1, query.startIndex);
  const count = Math.min(Math.max(0, query.count), pageSize.most);
  const found = find(provider, tables, query.filter);
  const projections = new Map(
    tables.map((table) => [table, readProjection(query.attributes, query.excludedAttributes, table.type)]),
  );
  const resources: JsonObject[] = [];
  let skip = start - 1;
  for (const [table, matches] of found) {
    const projection = projections.get(table) as Projection;
    const page = matches.slice(skip, skip + count - resources.length);
    skip = Math.max(0, skip - matches.length);
    for (const resource of page) resources.push(represent(provider, table, resource, projection));
  }
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: found.reduce((sum, [, matches]) => sum + matches.length, 0),
    startIndex: start,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

type Found = readonly [ResourceTable, readonly StoredResource[]];

function find(
  provider: ServiceProvider,
  tables: readonly ResourceTable[],
  text: string | undefined,
): readonly Found[] {
  if (text === undefined) return tables.map((table) => [table, table.all()]);
  const types = tables.map((table) => table.type);
  const filter = readFilter(text, types);
  const matches = compileFilter(filter);
  return tables.map((table) => {
    const candidates = candidatesOf(filter, table, provider) ?? table.all();
    const view = viewFor(filter);
    return [table, candidates.filter((one) => matches(represent(provider, table, one, view)))];
  });
}

// A filter is asked of the whole resource, but lists are made only when it speaks of them.
function viewFor(filter: Filter): Projection {
  return { wants: (attribute) => mentions(filter, attribute), apply: (resource) => resource };
}

function mentions(filter: Filter, attribute: string): boolean {
  if (filter.op === "and" || filter.op === "or")
    return filter.filters.some((part) => mentions(part, attribute));
  if (filter.op === "not") return mentions(filter.filter, attribute);
  return filter.attribute.attribute.toLowerCase() === attribute;
}

/** Resources an index gives that hold all that can match; undefined when no index helps. */
function candidatesOf(
  filter: Filter,
  table: ResourceTable,
  provider: ServiceProvider,
): readonly StoredResource[] | undefined {
  if (filter.op === "and") {
    for (const part of filter.filters) {
      const candidates = candidatesOf(part, table, provider);
      if (candidates !== undefined) return candidates;
    }
    return undefined;
  }
  if (filter.op === "or") {
    const parts = filter.filters.map((part) => candidatesOf(part, table, provider));
    return parts.every((part) => part !== undefined) ? [...new Set(parts.flat())] : undefined;
  }
  if (filter.op !== "eq" || typeof filter.value !== "string") return undefined;
  const { schema, attribute, subAttribute } = filter.attribute;
  if (schema !== undefined && schema.toLowerCase() !== table.type.schema.id.toLowerCase()) return undefined;
  const path = [attribute, ...(subAttribute === undefined ? [] : [subAttribute])].join(".").toLowerCase();
  return lookUp(path, filter.value, table, provider);
}

function lookUp(
  path: string,
  value: string,
  table: ResourceTable,
  provider: ServiceProvider,
): readonly StoredResource[] | undefined {
  if (path === "id") return known([value], table);
  if (path === "externalid") return table.byExternalId(value);
  if (path === table.type.uniqueAttribute.toLowerCase()) return table.byUnique(value);
  if (table.type.name === "Group" && (path === "members" || path === "members.value"))
    return known([...provider.memberships.groupsOf(value)], table);
  if (table.type.name === "User" && (path === "groups" || path === "groups.value"))
    return known([...provider.memberships.membersOf(value).keys()], table);
  return undefined;
}

function known(ids: readonly string[], table: ResourceTable): readonly StoredResource[] {
  return ids.flatMap((id) => table.get(id) ?? []);
}
