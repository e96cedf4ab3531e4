import type { JsonObject } from "../../canonical.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

const cutAt = 20;

/** Whom a list without a filter is about, at a service with quirks. */
export function listed(provider: ServiceProvider, table: ResourceTable): readonly StoredResource[] {
  const all = table.all();
  if (provider.has("listTellsNobody")) return [];
  if (provider.has("listIsSample")) return [sampleOf(table)];
  if (provider.has("listHidesInactive"))
    return all.filter(({ attributes }) => attributes["active"] !== false);
  return provider.has("listCutShort") ? all.slice(0, cutAt) : all;
}

/** Somebody who is not there. */
function sampleOf({ type }: ResourceTable): StoredResource {
  const name = `synthetic_${type.name.toLowerCase()}`;
  return {
    id: "1",
    attributes: { [type.uniqueAttribute]: name, externalId: `${name}_external_id` },
    created: "2020-01-01T00:00:00.000Z",
    lastModified: "2020-01-01T00:00:00.000Z",
    revision: 1,
  };
}

/** A resource as a list without a filter tells it. */
export function asListed(provider: ServiceProvider, resource: JsonObject): JsonObject {
  if (!provider.has("listWithoutExternalId")) return resource;
  const { externalId: _externalId, ...rest } = resource;
  return rest;
}
