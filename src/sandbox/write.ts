import { isDeepStrictEqual } from "node:util";
import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import type { Attribute } from "./attribute.ts";
import { keepAttributes } from "./keeping.ts";
import { MembersDraft } from "./members-draft.ts";
import { applyOperation } from "./patch.ts";
import { type MembersContext, patchMembers, resolveMembers } from "./patch-members.ts";
import { type PatchOperation, readPatchRequest } from "./patch-request.ts";
import { resolveTarget } from "./patch-target.ts";
import { refusal } from "./refusal.ts";
import { representMember } from "./represent.ts";
import { checkResource, isUrn, requireAttributes } from "./resource-check.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import { knownSchemas } from "./resource-type.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** POST: RFC 7644 section 3.3. Throws `Refusal`. */
export function createResource(provider: ServiceProvider, table: ResourceTable, body: Json): StoredResource {
  const given = isGroups(table) && !provider.dialect.createsWithMembers ? withoutMembers(body) : body;
  const { members, attributes: sent } = readWhole(provider, table, given);
  const attributes = kept(provider, table, {}, sent);
  table.refuseDuplicate(attributes);
  const now = new Date().toISOString();
  const resource = { id: provider.freshId(), attributes, created: now, lastModified: now, revision: 1 };
  table.put(resource);
  for (const [id, type] of members) provider.memberships.add(resource.id, id, type);
  return resource;
}

/** PUT: RFC 7644 section 3.5.1. What the body leaves out is cleared. Throws `Refusal`. */
export function replaceResource(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
  body: Json,
): StoredResource {
  const { members, attributes } = readWhole(provider, table, body);
  const draft = new MembersDraft(provider.memberships.membersOf(current.id));
  draft.clear();
  for (const [id, type] of members) draft.add(id, type);
  return commit(provider, table, current, attributes, draft);
}

/** PATCH: RFC 7644 section 3.5.2. All operations or none. Throws `Refusal`. */
export function patchResource(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
  body: Json,
): StoredResource {
  const extensions = Object.keys(current.attributes).filter(isUrn);
  const operations = readPatchRequest(body, [...knownSchemas(table.type), ...extensions]);
  refuseDialect(provider, table, operations);
  const draft = new MembersDraft(provider.memberships.membersOf(current.id));
  const attributes = operations.reduce(
    (result, operation) => applyOne(provider, table, current.id, draft, { operation, attributes: result }),
    current.attributes,
  );
  requireAttributes(attributes, table.type);
  return commit(provider, table, current, attributes, draft);
}

/** DELETE: RFC 7644 section 3.6. The resource leaves every group it was in. */
export function deleteResource(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
): void {
  table.delete(current.id);
  for (const id of provider.memberships.forget(current.id)) {
    const group = provider.groups.get(id);
    if (group !== undefined) provider.groups.put(changed(group, group.attributes));
  }
}

function commit(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
  sent: JsonObject,
  draft: MembersDraft,
): StoredResource {
  const attributes = kept(provider, table, current.attributes, sent);
  table.refuseDuplicate(attributes, current.id);
  const membersChanged = draft.commit(current.id, provider.memberships);
  // A request that changes nothing leaves `lastModified` and the ETag, RFC 7644 section 3.5.2.1.
  if (!membersChanged && isDeepStrictEqual(attributes, current.attributes)) return current;
  const resource = changed(current, attributes);
  table.put(resource);
  return resource;
}

function kept(
  { dialect }: ServiceProvider,
  table: ResourceTable,
  before: JsonObject,
  after: JsonObject,
): JsonObject {
  return isGroups(table) ? after : keepAttributes(before, after, dialect.keepsUsers);
}

function changed(resource: StoredResource, attributes: JsonObject): StoredResource {
  return { ...resource, attributes, lastModified: new Date().toISOString(), revision: resource.revision + 1 };
}

function isGroups(table: ResourceTable): boolean {
  return table.type.name === "Group";
}

function withoutMembers(body: Json): Json {
  if (!isJsonObject(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name.toLowerCase() !== "members"));
}

function readWhole(
  provider: ServiceProvider,
  table: ResourceTable,
  body: Json,
): { readonly attributes: JsonObject; readonly members: ReadonlyMap<string, "User" | "Group"> } {
  const checked = checkResource(body, table.type);
  if (!isGroups(table)) return { attributes: checked, members: new Map() };
  const { members: list, ...attributes } = checked;
  refuseTooMany(provider, Array.isArray(list) ? list.length : 0);
  return { attributes, members: resolveMembers(list, membersContext(provider)) };
}

interface Step {
  readonly operation: PatchOperation;
  readonly attributes: JsonObject;
}

function applyOne(
  provider: ServiceProvider,
  table: ResourceTable,
  id: string,
  draft: MembersDraft,
  { operation, attributes }: Step,
): JsonObject {
  const { type } = table;
  if (!isGroups(table)) return applyOperation(attributes, operation, type, id);
  const context = membersContext(provider);
  if (operation.path !== undefined) {
    const target = resolveTarget(operation.path, type);
    if (target.kind !== "attribute" || target.attribute !== context.attribute)
      return applyOperation(attributes, operation, type, id);
    patchMembers(draft, operation, target, context);
    return attributes;
  }
  const members = isJsonObject(operation.value) ? member(operation.value, "members") : undefined;
  if (members !== undefined) {
    const target = { kind: "attribute", attribute: context.attribute } as const;
    patchMembers(draft, { ...operation, value: members }, target, context);
  }
  return applyOperation(attributes, { ...operation, value: withoutMembers(operation.value ?? {}) }, type, id);
}

function membersContext(provider: ServiceProvider): MembersContext {
  return {
    attribute: provider.types.group.core.get("members") as Attribute,
    removal: provider.dialect.removeMembers,
    typeOf: (id) => provider.typeOf(id),
    render: (id, type) => representMember(provider, id, type),
  };
}

function refuseDialect(
  provider: ServiceProvider,
  table: ResourceTable,
  operations: readonly PatchOperation[],
): void {
  const { dialect } = provider;
  if (isGroups(table))
    return refuseTooMany(
      provider,
      operations.reduce((sum, one) => sum + membersIn(one), 0),
    );
  for (const { path, place } of operations) {
    if (path?.filter !== undefined && !dialect.takesPathFilters)
      throw refusal("invalidPath", `${place}: this service takes no filter in a path; send the whole list`);
    if (path?.schema !== undefined && !dialect.takesExtensionPaths)
      throw refusal("invalidPath", `${place}: this service takes an extension as an object under its URN`);
  }
}

function membersIn({ path, value }: PatchOperation): number {
  const isMembers = path?.attribute.toLowerCase() === "members";
  if (isMembers && path.filter !== undefined) return 1;
  const list = isMembers
    ? value
    : path === undefined && isJsonObject(value)
      ? member(value, "members")
      : undefined;
  if (Array.isArray(list)) return list.length;
  return isJsonObject(list) ? 1 : 0;
}

function refuseTooMany(provider: ServiceProvider, count: number): void {
  const limit = provider.dialect.membersPerRequest;
  if (count > limit)
    throw refusal("invalidValue", `the request names ${count} members; this service takes ${limit} at most`);
}
