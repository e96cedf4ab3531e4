import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { isShown } from "./accounts/visible.ts";
import { bulk } from "./bulk/bulk.ts";
import { deleteResource } from "./delete.ts";
import { resourceTypeList, schemas, serviceProviderConfig } from "./discovery.ts";
import { type Inquiry, type Reply, readJson } from "./exchange.ts";
import { type Projection, readProjection } from "./lists/projection.ts";
import { names, readQuery, readSearch } from "./lists/list-query.ts";
import { queryResources } from "./lists/query.ts";
import { Refusal, shown } from "./refusal.ts";
import { etagOf, locationOf, represent } from "./represent.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";
import { createResource, patchResource, replaceResource } from "./write.ts";

/** Answers one request below the base URL: RFC 7644 section 3. Throws `Refusal`. */
export function answer(provider: ServiceProvider, inquiry: Inquiry): Reply {
  const [first, second, ...rest] = inquiry.segments;
  if (first === ".search" && second === undefined) return search(provider, inquiry, tablesOf(provider));
  if (first === undefined) return list(provider, inquiry, tablesOf(provider));
  if (first === "Me") throw new Refusal(501, "/Me is not supported");
  if (first === "Bulk" && second === undefined) {
    allow(inquiry, "POST");
    return bulk(provider, inquiry, (single) => answer(provider, single));
  }
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
  if (provider.has("noServiceProviderConfig")) throw notFound(inquiry);
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
  if (table.type.name === "Group") refuseGroupWrite(provider, inquiry, "GET");
  allow(inquiry, "GET", "POST");
  if (inquiry.method === "GET") return list(provider, inquiry, [table]);
  const projection = projectionOf(inquiry, table);
  const resource = createResource(provider, table, bodyOf(provider, inquiry));
  const reply = resourceReply(provider, table, resource, { status: 201, projection });
  return provider.has("createWithoutId") ? withoutId(reply) : reply;
}

/** Neither the body nor a header tells where the resource is. */
function withoutId({ status, body }: Reply): Reply {
  const { id: _, meta: _meta, ...rest } = isJsonObject(body ?? null) ? (body as JsonObject) : {};
  return { status, body: rest };
}

function list(provider: ServiceProvider, inquiry: Inquiry, tables: readonly ResourceTable[]): Reply {
  allow(inquiry, "GET");
  return { status: 200, body: queryResources(provider, tables, readQuery(inquiry.query)) };
}

function search(provider: ServiceProvider, inquiry: Inquiry, tables: readonly ResourceTable[]): Reply {
  allow(inquiry, "POST");
  const query = readSearch(bodyOf(provider, inquiry));
  return { status: 200, body: queryResources(provider, tables, query) };
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
  if (inquiry.method === "PATCH" && provider.has("patchClaimed"))
    throw new Refusal(405, "Method Not Allowed", undefined, { allow: "GET, PUT, DELETE" });
  const current = table.get(id);
  const { dialect } = provider;
  const patches = table.type.name === "User" ? dialect.patchesUsers : dialect.patchesGroups;
  if (inquiry.method === "PATCH" && !patches)
    throw new Refusal(501, `PATCH of ${table.type.endpoint} is not supported; use PUT`);
  if (current === undefined)
    throw new Refusal(404, `there is no ${table.type.name} with the id ${shown(id)}`);
  const isReading = inquiry.method === "GET" || inquiry.method === "DELETE";
  if (isReading && !isShown(provider, table, current))
    throw new Refusal(404, `there is no ${table.type.name} with the id ${shown(id)}`);
  if (table.type.name === "Group") refuseGroupWrite(provider, inquiry, "GET", "PUT", "PATCH");
  const projection = projectionOf(inquiry, table);
  if (inquiry.method === "GET") return read(provider, inquiry, table, { current, projection });
  if (!provider.has("versionsIgnored") && !provider.has("etagOfBody")) refuseStale(inquiry, current);
  const isVersioned = provider.has("ifMatchDemanded") && table.type.name === "User";
  if (isVersioned || dialect.wire.demandsVersions) refuseBlind(inquiry);
  if (inquiry.method === "DELETE") {
    deleteResource(provider, table, current);
    return { status: 204 };
  }
  const write = inquiry.method === "PUT" ? replaceResource : patchResource;
  const resource = write(provider, table, current, bodyOf(provider, inquiry));
  if (inquiry.method === "PATCH" && provider.has("patchAppliesWith500")) throw new Refusal(500, "conflict");
  // A group may be large, so PATCH of one is answered in full only on request: RFC 7644 section 3.5.2.
  const isAsked = inquiry.query.has("attributes") || inquiry.query.has("excludedAttributes");
  const isMoved = resource.id !== current.id;
  if (inquiry.method === "PATCH" && table.type.name === "Group" && !isAsked && !isMoved)
    return { status: 204, headers: { etag: etagOf(resource) } };
  return resourceReply(provider, table, resource, { status: 200, projection });
}

/** Where groups are made and deleted by the service alone, or not changed either. */
function refuseGroupWrite(
  { dialect }: ServiceProvider,
  inquiry: Inquiry,
  ...methods: readonly string[]
): void {
  const { support } = dialect.groupRules;
  if (support === "update") allow(inquiry, ...methods);
  if (support === "read") allow(inquiry, "GET");
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

function refuseBlind(inquiry: Inquiry): void {
  const isBlind = inquiry.headers["if-match"] === undefined && inquiry.method !== "DELETE";
  if (isBlind) throw new Refusal(412, "If-Match is required");
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
