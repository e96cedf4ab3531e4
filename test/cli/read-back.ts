import type { JsonObject } from "../../src/canonical.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Directory } from "./directory.ts";

/** What a provider holds, by names instead of ids, in an order of its own. */
export interface Held {
  /** userName, whether active, and userName of the manager. */
  readonly users: readonly (readonly [string, boolean, string])[];
  readonly groups: readonly (readonly [string, readonly string[]])[];
}

/** Reads all users and groups by GET, page by page. Nothing is made one by accident: twice there is twice here. */
export async function readBack(sandbox: Sandbox): Promise<Held> {
  const users = await readAll(sandbox, "/Users");
  const groups = await readAll(sandbox, "/Groups");
  const names = new Map(users.map((user) => [user["id"], user["userName"] as string]));
  const nameOf = (id: unknown): string => names.get(id as string) ?? `nobody (${String(id)})`;
  return {
    users: users
      .map((user) => {
        const manager = enterprise(user)?.["manager"] as JsonObject | undefined;
        return [
          nameOf(user["id"]),
          user["active"] === true,
          manager === undefined ? "" : nameOf(manager["value"]),
        ] as const;
      })
      .sort(byName),
    groups: groups
      .map((group) => {
        const members = (group["members"] ?? []) as readonly JsonObject[];
        return [group["displayName"] as string, members.map(({ value }) => nameOf(value)).sort()] as const;
      })
      .sort(byName),
  };
}

/** What the provider shall hold when the directory was pushed whole. */
export function wanted({ people, groups }: Directory): Held {
  const emails = new Map(people.map(({ id, email }) => [id, email]));
  return {
    users: people.map(({ email, manager }) => [email, true, emails.get(manager) ?? ""] as const).sort(byName),
    groups: groups
      .map(({ name, members }) => [name, members.map((id) => emails.get(id) ?? id).sort()] as const)
      .sort(byName),
  };
}

function enterprise(user: JsonObject): JsonObject | undefined {
  return user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] as JsonObject | undefined;
}

function byName(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  return a[0] < b[0] ? -1 : Number(a[0] > b[0]);
}

async function readAll({ url, token }: Sandbox, endpoint: string): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  for (;;) {
    const response = await fetch(`${url}${endpoint}?startIndex=${found.length + 1}&count=200`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status !== 200) throw new Error(`${endpoint}: HTTP ${response.status}`);
    const page = (await response.json()) as { totalResults: number; Resources?: readonly JsonObject[] };
    found.push(...(page.Resources ?? []));
    if (found.length >= page.totalResults || (page.Resources ?? []).length === 0) return found;
  }
}
