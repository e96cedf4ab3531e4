import type { JsonObject } from "../../canonical.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

export function isOff(attributes: JsonObject): boolean {
  return attributes["active"] === false;
}

/** Whether a client is shown the resource: some services show nobody who is off, or nothing that others made. */
export function isShown(provider: ServiceProvider, table: ResourceTable, resource: StoredResource): boolean {
  const { deactivation, accounts } = provider.dialect;
  if (table.type.name !== "User") return true;
  if (resource.others === true && (accounts.shows === "own" || accounts.create === "adopts")) return false;
  return deactivation.inactive !== "hidden" || resource.invited === true || !isOff(resource.attributes);
}

/** Those of them that a client is shown. */
export function shownOf(
  provider: ServiceProvider,
  table: ResourceTable,
  resources: readonly StoredResource[],
): readonly StoredResource[] {
  const shown = resources.filter((resource) => isShown(provider, table, resource));
  return shown.length === resources.length ? resources : shown;
}
