import type { Json, JsonObject } from "../canonical.ts";
import type { MemberType } from "./memberships.ts";
import type { Projection } from "./lists/projection.ts";
import type { ServiceProvider } from "./service-provider.ts";
import { asSpelt } from "./spelling.ts";
import { isUrn } from "./resource-check.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";

/** The resource as answers give it: RFC 7643 section 3, with `groups` and `members` made when asked for. */
export function represent(
  provider: ServiceProvider,
  table: ResourceTable,
  resource: StoredResource,
  projection: Projection,
): JsonObject {
  const { type } = table;
  const { id, attributes } = resource;
  const whole: Record<string, Json> = {
    schemas: [type.schema.id, ...Object.keys(attributes).filter(isUrn)],
    id,
    ...attributes,
  };
  if (type.name === "User" && projection.wants("groups")) addList(whole, "groups", groupsOf(provider, id));
  const showsMembers = type.name === "Group" && provider.dialect.returnsMembers;
  if (showsMembers && projection.wants("members")) addMembers(whole, provider, id);
  whole["meta"] = {
    resourceType: type.name,
    created: resource.created,
    lastModified: resource.lastModified,
    location: locationOf(provider, table, id),
    version: etagOf(resource),
  };
  return projection.apply(whole);
}

/** Weak ETag of RFC 7644 section 3.14. It counts what clients can write, not the computed `groups`. */
export function etagOf(resource: StoredResource): string {
  return `W/"${resource.revision}"`;
}

export function locationOf(provider: ServiceProvider, table: ResourceTable, id: string): string {
  const path = asSpelt(table.type.endpoint, provider.dialect);
  return `${provider.baseUrl}${path}/${encodeURIComponent(id)}`;
}

/** A member of a group, named as it is called now. */
export function representMember(provider: ServiceProvider, id: string, type: MemberType): JsonObject {
  const table = type === "User" ? provider.users : provider.groups;
  const attributes = table.get(id)?.attributes ?? {};
  const display = attributes["displayName"] ?? attributes["userName"];
  const member = { value: id, $ref: locationOf(provider, table, id), type };
  return display === undefined ? member : { ...member, display };
}

function addList(whole: Record<string, Json>, name: string, items: readonly Json[]): void {
  if (items.length > 0) whole[name] = items;
}

function addMembers(whole: Record<string, Json>, provider: ServiceProvider, id: string): void {
  if (provider.has("membersHidden")) whole["members"] = [];
  else addList(whole, "members", membersOf(provider, id));
  if (provider.has("membersNull")) whole["members"] ??= null;
}

/** The members a group has, whatever its service tells of them; those who are there twice stand there twice. */
export function membersOf(provider: ServiceProvider, id: string): readonly Json[] {
  const members = Array.from(provider.memberships.membersOf(id), ([memberId, type]) =>
    representMember(provider, memberId, type),
  );
  const repeats = provider.memberships.repeatsOf(id);
  if (repeats.size === 0) return members;
  return members.flatMap((one) => Array<Json>(1 + (repeats.get(one["value"] as string) ?? 0)).fill(one));
}

function groupsOf(provider: ServiceProvider, id: string): readonly Json[] {
  const groups = provider.memberships.groupsOf(id);
  return Array.from(groups, (groupId) => ({
    value: groupId,
    $ref: locationOf(provider, provider.groups, groupId),
    display: provider.groups.get(groupId)?.attributes["displayName"] ?? "",
    type: "direct",
  }));
}
