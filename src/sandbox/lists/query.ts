import type { JsonObject } from "../../canonical.ts";
import { compileFilter } from "../../scim/filter-match.ts";
import type { Filter } from "../../scim/filter.ts";
import { shownOf } from "../accounts/visible.ts";
import { readFilter } from "./filter-check.ts";
import { type ListPage, listPageOf } from "./list-page.ts";
import type { Query } from "./list-query.ts";
import { misfind } from "../quirks/misfind.ts";
import { asListed, listed } from "../quirks/short-list.ts";
import { everything, type Projection, readProjection } from "./projection.ts";
import { Refusal, refusal } from "../refusal.ts";
import { represent } from "../represent.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Answers a query over one type of resource, or over all. Throws `Refusal`. */
export function queryResources(
  provider: ServiceProvider,
  tables: readonly ResourceTable[],
  query: Query,
): JsonObject {
  const found = find(provider, tables, query.filter).map(([table, matches]): Found => [
    table,
    shownOf(provider, table, matches),
  ]);
  const total = found.reduce((sum, [, matches]) => sum + matches.length, 0);
  if (total === 0 && query.filter !== undefined && provider.has("nobodyIs404"))
    throw new Refusal(404, "nothing was found");
  const page = listPageOf(provider, query, total);
  const resources: JsonObject[] = [];
  let { skip } = page;
  for (const [table, matches] of found) {
    const projection = projectionFor(provider, table, query);
    const ordered = provider.has("randomOrder") ? shuffled(provider, matches) : matches;
    const part = ordered.slice(skip, skip + page.take - resources.length);
    skip = Math.max(0, skip - matches.length);
    for (const resource of part) {
      const told = represent(provider, table, resource, projection);
      resources.push(query.filter === undefined ? asListed(provider, told) : told);
    }
  }
  return listResponse(provider, query, { page, total, resources });
}

interface Answer {
  readonly page: ListPage;
  readonly total: number;
  readonly resources: readonly JsonObject[];
}

function listResponse(
  provider: ServiceProvider,
  query: Query,
  { page, total, resources }: Answer,
): JsonObject {
  const length = resources.length;
  const isAsAsked = provider.has("itemsPerPageAsAsked");
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    ...(provider.has("noTotal") ? {} : { totalResults: totalToTell(provider, total, length) }),
    ...page.place,
    itemsPerPage: isAsAsked ? (query.count ?? length) : length,
    ...(length === 0 && provider.has("emptyWithoutResources") ? {} : { Resources: resources }),
  };
}

function totalToTell(provider: ServiceProvider, total: number, length: number): number {
  if (!provider.dialect.countsAll || provider.has("totalOfPage")) return length;
  return provider.has("totalCapped") ? Math.min(total, 50) : total;
}

function projectionFor(provider: ServiceProvider, table: ResourceTable, query: Query): Projection {
  if (provider.has("selectionIgnored")) return everything;
  const { attributes, excludedAttributes } = query;
  const { excludesMembers } = provider.dialect;
  const excluded = excludesMembers
    ? excludedAttributes
    : excludedAttributes.filter((name) => name.toLowerCase() !== "members");
  return readProjection(attributes, excluded, table.type);
}

/** In an order that no other answer has. */
function shuffled(
  provider: ServiceProvider,
  resources: readonly StoredResource[],
): readonly StoredResource[] {
  const drawn = resources.map((resource) => ({ resource, at: provider.draw() }));
  return drawn.sort((one, other) => one.at - other.at).map(({ resource }) => resource);
}

type Found = readonly [ResourceTable, readonly StoredResource[]];

function find(
  provider: ServiceProvider,
  tables: readonly ResourceTable[],
  text: string | undefined,
): readonly Found[] {
  if (text === undefined) return tables.map((table) => [table, listed(provider, table)]);
  if (provider.has("filterIgnored")) return tables.map((table) => [table, table.all()]);
  if (!provider.dialect.filters) throw refusal("invalidFilter", "filters are not supported");
  const types = tables.map((table) => table.type);
  const filter = readFilter(text, types);
  const matches = compileFilter(filter);
  const other = otherFilter(provider, filter);
  return tables.map((table) => {
    if (other !== undefined) return [table, other === "findEverybody" ? table.all() : []];
    const misfinds = misfind(provider, table, text, filter);
    if (misfinds !== undefined) return [table, table.all().filter(misfinds)];
    const candidates = candidatesOf(filter, table, provider) ?? table.all();
    const view = viewFor(filter);
    return [table, candidates.filter((one) => matches(represent(provider, table, one, view)))];
  });
}

/** What becomes of a filter by an attribute that the service does not filter by; undefined for any other. */
function otherFilter(
  { dialect }: ServiceProvider,
  filter: Filter,
): "findNobody" | "findEverybody" | undefined {
  const { filterBy, otherFilters } = dialect.filtering;
  const known = new Set(filterBy.map((path) => path.toLowerCase()));
  if (known.size === 0 || pathsIn(filter).every((path) => known.has(path))) return undefined;
  if (otherFilters !== "refused") return otherFilters;
  throw refusal("invalidFilter", `a filter may ask for ${filterBy.join(", ")} alone`);
}

/** In lower case. */
function pathsIn(filter: Filter): readonly string[] {
  if (filter.op === "and" || filter.op === "or") return filter.filters.flatMap(pathsIn);
  if (filter.op === "not") return pathsIn(filter.filter);
  const { attribute, subAttribute } = filter.attribute;
  return [(subAttribute === undefined ? attribute : `${attribute}.${subAttribute}`).toLowerCase()];
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
