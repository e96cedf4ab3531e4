import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { resourceTypeList, schemas, serviceProviderConfig } from "./discovery.ts";
import { type Inquiry, type Reply, readJson } from "./exchange.ts";
import { type Projection, readProjection } from "./projection.ts";
import { type Query, pageSize, queryResources } from "./query.ts";
import { Refusal, refusal, shown } from "./refusal.ts";
import { etagOf, locationOf, represent } from "./represent.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";
import { createResource, deleteResource, patchResource, replaceResource } from "./write.ts";

/** Answers one request below the base URL: RFC 7644 section 3. Throws `Refusal`. */
export function answer(provider: ServiceProvider, inquiry: Inquiry): Reply {
  const [first, second, ...rest] = inquiry.segments;
  if (first === ".search" && second === undefined) return search(provider, inquiry, tablesOf(provider));
  if (first === undefined) return list(provider, inquiry, tablesOf(provider));
  if (first === "Bulk" || first === "Me") throw new Refusal(501, `/${first} is not supported`);
  const table = tablesOf(provider).find(({ type }) => type.endpoint === `/${first}`);
  if (table === undefined) return describe(provider, inquiry);
  if (rest.length > 0) throw notFound(inquiry);
  if (second === undefined) return collection(provider, inquiry, table);
  if (second === ".search") return search(provider, inquiry, [table]);
  return single(provider, inquiry, table, second);
}

function tablesOf(provider: ServiceProvider): readonly ResourceTable[] {
  return provider.dialect.hasGroups ? [provider.users, provider.groups] : [provider.users];
}

function notFound(inquiry: Inquiry): Refusal {
  return new Refusal(404, `there is nothing at /${inquiry.segments.join("/").slice(0, 200)}`);
}

function allow(inquiry: Inquiry, ...methods: readonly string[]): void {
  if (methods.includes(inquiry.method)) return;
  const allowed = methods.join(", ");
  throw new Refusal(405, `${inquiry.method} is not for this resource; use ${allowed}`, undefined, {
    allow: allowed,
  });
}

function describe(provider: ServiceProvider, inquiry: Inquiry): Reply {
  const [first, second, ...rest] = inquiry.segments;
  const isConfig = first === "ServiceProviderConfig" && second === undefined;
  if (rest.length > 0 || (!isConfig && first !== "Schemas" && first !== "ResourceTypes"))
    throw notFound(inquiry);
  if (isConfig && !provider.dialect.hasServiceProviderConfig) throw notFound(inquiry);
  allow(inquiry, "GET");
  // RFC 7644 section 4: a filter here would give a client half of the truth.
  if (inquiry.query.has("filter")) throw new Refusal(403, `/${first} cannot be filtered`);
  if (isConfig) return { status: 200, body: serviceProviderConfig(provider) };
  return {
    status: 200,
    body: first === "Schemas" ? schemas(provider, second) : resourceTypeList(provider, second),
  };
}

function collection(provider: ServiceProvider, inquiry: Inquiry, table: ResourceTable): Reply {
  allow(inquiry, "GET", "POST");
  if (inquiry.method === "GET") return list(provider, inquiry, [table]);
  const projection = projectionOf(inquiry, table);
  const resource = createResource(provider, table, bodyOf(provider, inquiry));
  return resourceReply(provider, table, resource, { status: 201, projection });
}

function list(provider: ServiceProvider, inquiry: Inquiry, tables: readonly ResourceTable[]): Reply {
  allow(inquiry, "GET");
  const { query } = inquiry;
  const filter = query.get("filter");
  const parameters: Query = {
    ...(filter === null ? {} : { filter }),
    startIndex: wholeNumber("startIndex", query.get("startIndex"), 1),
    count: wholeNumber("count", query.get("count"), pageSize.normal),
    attributes: names(query.get("attributes")),
    excludedAttributes: names(query.get("excludedAttributes")),
  };
  return { status: 200, body: queryResources(provider, tables, parameters) };
}

const searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

function search(provider: ServiceProvider, inquiry: Inquiry, tables: readonly ResourceTable[]): Reply {
  allow(inquiry, "POST");
  const body = bodyOf(provider, inquiry);
  const named = isJsonObject(body) ? member(body, "schemas") : undefined;
  if (!isJsonObject(body) || !Array.isArray(named) || !named.includes(searchRequest))
    throw refusal("invalidSyntax", `schemas must be a list that has ${searchRequest}`);
  const filter = member(body, "filter") ?? null;
  if (filter !== null && typeof filter !== "string")
    throw refusal("invalidFilter", `filter must be a string, not ${shown(filter)}`);
  const query: Query = {
    ...(filter === null ? {} : { filter }),
    startIndex: wholeNumber("startIndex", member(body, "startIndex"), 1),
    count: wholeNumber("count", member(body, "count"), pageSize.normal),
    attributes: nameList(body, "attributes"),
    excludedAttributes: nameList(body, "excludedAttributes"),
  };
  return { status: 200, body: queryResources(provider, tables, query) };
}

function nameList(body: JsonObject, key: string): readonly string[] {
  const value = member(body, key) ?? [];
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  throw refusal("invalidValue", `${key} must be a list of attribute names`);
}

function wholeNumber(name: string, value: Json | undefined, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  throw refusal("invalidValue", `${name} must be a whole number, not ${shown(value)}`);
}

function names(parameter: string | null): readonly string[] {
  if (parameter === null) return [];
  return parameter.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
}

function projectionOf(inquiry: Inquiry, table: ResourceTable): Projection {
  const { query } = inquiry;
  return readProjection(names(query.get("attributes")), names(query.get("excludedAttributes")), table.type);
}

function bodyOf(provider: ServiceProvider, inquiry: Inquiry): Json {
  return readJson(inquiry, provider.dialect.contentTypes);
}

function single(provider: ServiceProvider, inquiry: Inquiry, table: ResourceTable, id: string): Reply {
  allow(inquiry, "GET", "PUT", "PATCH", "DELETE");
  const current = table.get(id);
  const { dialect } = provider;
  const patches = table.type.name === "User" ? dialect.patchesUsers : dialect.patchesGroups;
  if (inquiry.method === "PATCH" && !patches)
    throw new Refusal(501, `PATCH of ${table.type.endpoint} is not supported; use PUT`);
  if (current === undefined)
    throw new Refusal(404, `there is no ${table.type.name} with the id ${shown(id)}`);
  const projection = projectionOf(inquiry, table);
  if (inquiry.method === "GET") return read(provider, inquiry, table, { current, projection });
  refuseStale(inquiry, current);
  if (inquiry.method === "DELETE") {
    deleteResource(provider, table, current);
    return { status: 204 };
  }
  const write = inquiry.method === "PUT" ? replaceResource : patchResource;
  const resource = write(provider, table, current, bodyOf(provider, inquiry));
  // A group may be large, so PATCH of one is answered in full only on request: RFC 7644 section 3.5.2.
  const isAsked = inquiry.query.has("attributes") || inquiry.query.has("excludedAttributes");
  if (inquiry.method === "PATCH" && table.type.name === "Group" && !isAsked)
    return { status: 204, headers: { etag: etagOf(resource) } };
  return resourceReply(provider, table, resource, { status: 200, projection });
}

function read(
  provider: ServiceProvider,
  inquiry: Inquiry,
  table: ResourceTable,
  found: { readonly current: StoredResource; readonly projection: Projection },
): Reply {
  const known = inquiry.headers["if-none-match"];
  if (known !== undefined && hasEtag(known, found.current))
    return { status: 304, headers: { etag: etagOf(found.current) } };
  return resourceReply(provider, table, found.current, { status: 200, projection: found.projection });
}

function refuseStale(inquiry: Inquiry, current: StoredResource): void {
  const wanted = inquiry.headers["if-match"];
  if (wanted !== undefined && !hasEtag(wanted, current))
    throw new Refusal(
      412,
      `the resource changed: its version is ${etagOf(current)}, not ${wanted.slice(0, 80)}`,
    );
}

function hasEtag(header: string, resource: StoredResource): boolean {
  const known: ReadonlySet<string> = new Set(["*", etagOf(resource), `"${resource.revision}"`]);
  return header.split(",").some((tag) => known.has(tag.trim()));
}

function resourceReply(
  provider: ServiceProvider,
  table: ResourceTable,
  resource: StoredResource,
  { status, projection }: { readonly status: number; readonly projection: Projection },
): Reply {
  const location = locationOf(provider, table, resource.id);
  const headers: Record<string, string> = { etag: etagOf(resource), "content-location": location };
  if (status === 201) headers["location"] = location;
  return { status, headers, body: represent(provider, table, resource, projection) };
}
