import { expect } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { isJsonObject } from "../../src/canonical.ts";
import { allMembers, type Directory } from "../support/directory.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

/** Ids of the members of each group, as the server holds them. */
export type Memberships = ReadonlyMap<Json, readonly Json[]>;

export async function membershipsAt(server: ScimServer): Promise<Memberships> {
  const groups = await server.groups();
  return new Map(groups.map((group) => [group["id"] ?? null, idsIn(group["members"])]));
}

/**
 * Expects that nobody is in a group twice, and that whoever was in a group before a run, and belongs to it by the
 * directory, is in it still. A group may still have the name its team had
 * yesterday.
 */
export async function expectNoLosses(
  server: ScimServer,
  before: Memberships,
  directory: Directory,
  yesterday: Directory,
): Promise<void> {
  const groups = await server.groups();
  const users = new Map((await server.users()).map((user) => [user["id"] ?? null, user]));
  for (const group of groups) {
    const name = group["displayName"] as string;
    const ids = idsIn(group["members"]);
    expect(new Set(ids).size, `nobody twice in ${name}`).toBe(ids.length);
    const team = [...directory.teams, ...yesterday.teams].find((one) => one.name === name)?.id ?? "";
    const belonging = new Set(allMembers(directory, team));
    const lost = (before.get(group["id"] ?? null) ?? []).filter((id) => !ids.includes(id));
    const wronged = lost.map((id) => personOf(directory, users.get(id))).filter((id) => belonging.has(id));
    expect(wronged, `members that ${name} lost although they belong to it`).toEqual([]);
  }
}

function personOf({ people }: Directory, user: JsonObject | undefined): string {
  const isThey = (one: Directory["people"][number]) =>
    one.id === user?.["externalId"] || one.email === user?.["userName"];
  return people.find(isThey)?.id ?? "";
}

function idsIn(members: Json | undefined): readonly Json[] {
  const list = Array.isArray(members) ? (members as readonly Json[]) : [];
  return list.map((member) => (isJsonObject(member) ? (member["value"] ?? null) : member));
}
