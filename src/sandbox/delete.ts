import { endsWhenOff, leftByDelete } from "./accounts/switching.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** DELETE: RFC 7644 section 3.6. The resource leaves every group it was in. Throws `Refusal`. */
export function deleteResource(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
): void {
  const left = table.type.name === "Group" ? undefined : leftByDelete(provider, current);
  if (left === undefined) return remove(provider, table, current.id);
  const lastModified = new Date().toISOString();
  const off = { ...current, attributes: left, lastModified, revision: current.revision + 1 };
  table.put(off);
  endsWhenOff(provider, current, off);
}

/** Takes a resource away, whoever asked for it. */
export function remove(provider: ServiceProvider, table: ResourceTable, id: string): void {
  table.delete(id);
  provider.leaveGroups(id);
}
