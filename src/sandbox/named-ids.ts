import type { JsonObject } from "../canonical.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** The id of a new resource; some services take its name for that. */
export function idFor(provider: ServiceProvider, table: ResourceTable, attributes: JsonObject): string {
  return nameAsId(provider, table, attributes) ?? provider.freshId();
}

/** Puts a changed resource in the place of the one before, and gives it a new id where ids are names. */
export function putChanged(
  provider: ServiceProvider,
  table: ResourceTable,
  before: StoredResource,
  after: StoredResource,
): StoredResource {
  const id = nameAsId(provider, table, after.attributes) ?? before.id;
  if (id === before.id) {
    table.put(after);
    return after;
  }
  const moved = { ...after, id };
  table.delete(before.id);
  table.put(moved);
  provider.memberships.rename(before.id, id);
  return moved;
}

function nameAsId(
  provider: ServiceProvider,
  table: ResourceTable,
  attributes: JsonObject,
): string | undefined {
  const isExternal = table.type.name === "User" && provider.dialect.accounts.externalId === "isId";
  if (!isExternal && !provider.has("idIsName")) return undefined;
  const name = attributes[isExternal ? "externalId" : table.type.uniqueAttribute];
  return typeof name === "string" ? name : undefined;
}
