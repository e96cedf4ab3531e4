import { randomUUID } from "node:crypto";
import type SCIMMY from "scimmy";
import type { Json, JsonObject } from "../../../src/canonical.ts";
import { isJsonObject } from "../../../src/canonical.ts";

type Scimmy = typeof SCIMMY;
type Resource = SCIMMY.Types.Resource<SCIMMY.Types.Schema>;
type Stored = JsonObject & { readonly id: string };

/** What one server holds: the database behind SCIMMY's handlers. */
export interface ScimmyStore {
  readonly users: Map<string, Stored>;
  readonly groups: Map<string, Stored>;
}

/** An empty store. */
export function newScimmyStore(): ScimmyStore {
  return { users: new Map(), groups: new Map() };
}

/**
 * Tells SCIMMY to keep users (with the enterprise extension) and groups in the store that a request brings as
 * its context. The declaration is global to the process; doing it again changes nothing.
 */
export function declareScimmyResources(scimmy: Scimmy): void {
  if (scimmy.Resources.declared(scimmy.Resources.User)) return;
  scimmy.Resources.declare(scimmy.Resources.User, {
    extensions: [{ schema: scimmy.Schemas.EnterpriseUser, required: false }],
    ingress: (resource: Resource, data: unknown, store: ScimmyStore) => {
      refuseTakenUserName(scimmy, store, resource.id, data);
      return write(scimmy, store.users, resource.id, data);
    },
    egress: (resource: Resource, store: ScimmyStore) => read(scimmy, store.users, resource),
    degress: (resource: Resource, store: ScimmyStore) => {
      remove(scimmy, store.users, resource.id);
      for (const group of store.groups.values()) store.groups.set(group.id, without(group, resource.id));
    },
  });
  scimmy.Resources.declare(scimmy.Resources.Group, {
    ingress: (resource: Resource, data: unknown, store: ScimmyStore) =>
      write(scimmy, store.groups, resource.id, data),
    egress: (resource: Resource, store: ScimmyStore) => read(scimmy, store.groups, resource),
    degress: (resource: Resource, store: ScimmyStore) => remove(scimmy, store.groups, resource.id),
  });
}

function read(scimmy: Scimmy, rows: Map<string, Stored>, resource: Resource): Stored | Stored[] {
  if (resource.id === undefined) {
    const all = [...rows.values()];
    return resource.filter === undefined ? all : resource.filter.match(all);
  }
  const found = rows.get(resource.id);
  if (found === undefined) throw notFound(scimmy, resource.id);
  return found;
}

function write(scimmy: Scimmy, rows: Map<string, Stored>, id: string | undefined, data: unknown): Stored {
  const before = id === undefined ? undefined : rows.get(id);
  if (id !== undefined && before === undefined) throw notFound(scimmy, id);
  // A schema instance holds its attributes behind accessors; JSON gives them as plain values.
  const attributes = JSON.parse(JSON.stringify(data)) as JsonObject;
  const now = new Date().toISOString();
  const created = isJsonObject(before?.["meta"]) ? (before["meta"]["created"] ?? now) : now;
  const after = { ...attributes, id: before?.id ?? randomUUID(), meta: { created, lastModified: now } };
  rows.set(after.id, after);
  return after;
}

function remove(scimmy: Scimmy, rows: Map<string, Stored>, id: string | undefined): void {
  if (id === undefined || !rows.delete(id)) throw notFound(scimmy, String(id));
}

function refuseTakenUserName(
  scimmy: Scimmy,
  store: ScimmyStore,
  id: string | undefined,
  data: unknown,
): void {
  const wanted = fold((data as JsonObject)["userName"]);
  const taken = [...store.users.values()].some((user) => user.id !== id && fold(user["userName"]) === wanted);
  if (taken) throw new scimmy.Types.Error(409, "uniqueness", `userName ${wanted} is taken`);
}

function fold(userName: Json | undefined): string {
  return typeof userName === "string" ? userName.toLowerCase() : "";
}

function without(group: Stored, userId: string | undefined): Stored {
  const members = Array.isArray(group["members"]) ? group["members"] : [];
  const rest = members.filter((member: Json) => !isJsonObject(member) || member["value"] !== userId);
  return rest.length === members.length ? group : { ...group, members: rest };
}

function notFound(scimmy: Scimmy, id: string): Error {
  return new scimmy.Types.Error(404, null as unknown as string, `no resource ${id}`);
}
