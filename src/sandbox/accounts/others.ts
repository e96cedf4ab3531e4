import { type Json, isJsonObject } from "../../canonical.ts";
import { Refusal, refusal } from "../refusal.ts";
import { checkResource } from "../resource-check.ts";
import type { ResourceTable } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Makes a user or a group as somebody does in the application itself. Gives its id. Throws `Refusal`. */
export function makeByOthers(provider: ServiceProvider, table: ResourceTable, body: Json): string {
  const { members: _, ...attributes } = checkResource(body, table.type);
  table.refuseDuplicate(attributes);
  const id = provider.freshId();
  // Somebody was there long before.
  const created = "2020-01-01T00:00:00.000Z";
  table.put({ id, attributes, created, lastModified: created, revision: 1, others: true });
  return id;
}

/** The owner of an account accepts the invitation, or an administrator switches it on. Throws `Refusal`. */
export function activate(provider: ServiceProvider, body: Json): void {
  const name = isJsonObject(body) ? body["userName"] : undefined;
  if (typeof name !== "string") throw refusal("invalidSyntax", 'send {"userName": "…"}');
  const [user] = provider.users.byUnique(name);
  if (user === undefined) throw new Refusal(404, `there is no ${name}`);
  const { invited: _, ...rest } = user;
  const attributes = { ...user.attributes, active: true };
  provider.users.put({ ...rest, attributes, revision: user.revision + 1 });
}
