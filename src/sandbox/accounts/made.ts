import type { JsonObject } from "../../canonical.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** What a new user is at first, whatever was sent. */
export function asMade(provider: ServiceProvider, attributes: JsonObject): JsonObject {
  const { created } = provider.dialect.accounts;
  return created === "asSent" ? attributes : { ...attributes, active: created === "active" };
}

/** Whether a new user has to accept first. */
export function isInvited(provider: ServiceProvider): boolean {
  return provider.dialect.accounts.created === "invited";
}

/** The account that a POST takes in, which nobody was shown: it keeps what it has. Undefined where there is none. */
export function takenIn(
  provider: ServiceProvider,
  table: ResourceTable,
  sent: JsonObject,
): StoredResource | undefined {
  const name = sent[table.type.uniqueAttribute];
  if (provider.dialect.accounts.create !== "adopts" || typeof name !== "string") return undefined;
  const known = table.byUnique(name).find(({ others }) => others === true);
  if (known === undefined) return undefined;
  const { others: _, ...own } = known;
  return { ...own, attributes: { ...sent, ...known.attributes }, revision: known.revision + 1 };
}
