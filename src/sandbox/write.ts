import { isDeepStrictEqual } from "node:util";
import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { refuseFixed, refuseKnown, withDefaults } from "./accounts/fixed.ts";
import { asMade, isInvited, takenIn } from "./accounts/made.ts";
import { endsWhenOff, giveWay, switched } from "./accounts/switching.ts";
import type { Attribute } from "./attribute.ts";
import { remove } from "./delete.ts";
import { strictDialect } from "./dialect.ts";
import { keepAttributes } from "./keeping.ts";
import {
  draftOf,
  keepsMembers,
  refuseCrowd,
  refuseGroupChange,
  refuseLarge,
  refuseTakenName,
  workedOperations,
} from "./quirks/group-quirks.ts";
import { asOther, keepOmitted } from "./quirks/kept-otherwise.ts";
import { refuseGroupBody, refuseGroupPatch } from "./group-requests.ts";
import type { MembersDraft } from "./members-draft.ts";
import { noteMade } from "./quirks/misfind.ts";
import { misread } from "./quirks/misread.ts";
import { refusePaths } from "./quirks/misreport.ts";
import { isNothing, overlook } from "./quirks/overlook.ts";
import { idFor, putChanged } from "./named-ids.ts";
import { applyOperation } from "./patch/patch.ts";
import { type MembersContext, patchMembers, resolveMembers } from "./patch/patch-members.ts";
import { expandKeys, type PatchOperation, readPatchRequest } from "./patch/patch-request.ts";
import { refuseTogether } from "./patch/patch-alone.ts";
import { resolveTarget } from "./patch/patch-target.ts";
import { Refusal, refusal } from "./refusal.ts";
import { asConflict, readSpelling } from "./spelling.ts";
import { representMember } from "./represent.ts";
import { checkResource, isUrn, requireAttributes } from "./resource-check.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import { knownSchemas } from "./resource-type.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** POST: RFC 7644 section 3.3. Throws `Refusal`. */
export function createResource(provider: ServiceProvider, table: ResourceTable, body: Json): StoredResource {
  const isAlone = !provider.dialect.createsWithMembers || provider.has("membersDroppedOnCreate");
  const given = isGroups(table) && isAlone ? withoutMembers(body) : body;
  if (isGroups(table)) refuseGroupBody(provider, given);
  const { members, attributes: sent } = readWhole(provider, table, overlook(provider, "POST", given));
  const isUser = !isGroups(table);
  const known = isUser ? takenIn(provider, table, sent) : undefined;
  if (known !== undefined) return putChanged(provider, table, known, known);
  const attributes = kept(provider, table, {}, isUser ? asMade(provider, sent) : sent);
  if (isUser) giveWay(provider, table, attributes);
  refuseDuplicate(provider, table, attributes);
  refuseCrowd(provider, members.size);
  const now = new Date().toISOString();
  const id = idFor(provider, table, attributes);
  const invited = isUser && isInvited(provider) ? ({ invited: true } as const) : {};
  const resource = { id, attributes, created: now, lastModified: now, revision: 1, ...invited };
  table.put(resource);
  noteMade(provider, table, resource);
  for (const [member, type] of members) provider.memberships.add(id, member, type);
  return resource;
}

/** PUT: RFC 7644 section 3.5.1. What the body leaves out is cleared. Throws `Refusal`. */
export function replaceResource(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
  body: Json,
): StoredResource {
  if (isGroups(table)) refuseGroupBody(provider, body);
  const { putDefaults } = provider.dialect.accounts;
  const isUser = !isGroups(table) && isJsonObject(body);
  // Where PUT keeps what it leaves out, this is what it does not keep.
  const whole = isUser ? withDefaults(body, putDefaults) : body;
  const { members, attributes: sent } = readWhole(provider, table, overlook(provider, "PUT", whole));
  const keeps = !isGroups(table) && provider.dialect.putKeeps;
  const attributes = keeps ? keepOmitted(current.attributes, sent, whole) : sent;
  const draft = draftOf(provider, current.id);
  if (!isGroups(table) || !keepsMembers(provider, body)) {
    draft.clear();
    for (const [id, type] of members) draft.add(id, type);
  }
  return commit(provider, table, current, attributes, draft);
}

/** PATCH: RFC 7644 section 3.5.2. All operations or none. Throws `Refusal`. */
export function patchResource(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
  body: Json,
): StoredResource {
  const read = overlook(provider, "PATCH", readSpelling(provider.dialect, body));
  if (isNothing(read) && !isNothing(body)) return current;
  const { extensionPath } = isGroups(table) ? strictDialect : provider.dialect;
  const operations = readPatchRequest(read, schemasAt(table, current.attributes), extensionPath);
  refuseDialect(provider, table, operations, body);
  refusePaths(provider, table.type, operations);
  const draft = draftOf(provider, current.id);
  const worked = isGroups(table) ? workedOperations(provider, operations) : operations;
  let attributes = current.attributes;
  for (const operation of worked) {
    try {
      attributes = applyOne(provider, table, current.id, draft, { operation, attributes });
    } catch (error) {
      if (provider.has("notAtomic")) commit(provider, table, current, attributes, draft);
      throw error;
    }
  }
  requireAttributes(attributes, table.type);
  if (!isGroups(table)) refuseKnown(attributes, provider.dialect.accounts.refuses);
  return commit(provider, table, current, attributes, draft);
}

/** URNs that a path may name: those of the schemas, and of extensions that the resource has. */
function schemasAt(table: ResourceTable, attributes: JsonObject): readonly string[] {
  return [...knownSchemas(table.type), ...Object.keys(attributes).filter(isUrn)];
}

function commit(
  provider: ServiceProvider,
  table: ResourceTable,
  current: StoredResource,
  sent: JsonObject,
  draft: MembersDraft,
): StoredResource {
  const asked = kept(provider, table, current.attributes, sent);
  const attributes = isGroups(table) ? asked : switched(provider, current, asked);
  refuseDuplicate(provider, table, attributes, current.id);
  if (isGroups(table)) refuseGroupChange(provider, current, attributes, draft);
  else refuseFixed(current.attributes, attributes, provider.dialect.accounts.immutable);
  const membersChanged = draft.commit(current.id, provider.memberships);
  // A request that changes nothing leaves `lastModified` and the ETag, RFC 7644 section 3.5.2.1.
  if (!membersChanged && isDeepStrictEqual(attributes, current.attributes)) return current;
  const after = putChanged(provider, table, current, changed(current, attributes));
  if (!isGroups(table) && endsWhenOff(provider, current, after)) remove(provider, table, after.id);
  return after;
}

function kept(
  provider: ServiceProvider,
  table: ResourceTable,
  before: JsonObject,
  after: JsonObject,
): JsonObject {
  if (isGroups(table)) return after;
  const attributes = keepAttributes(before, after, provider.dialect.keepsUsers);
  return provider.has("emailTypeOther") ? asOther(attributes) : attributes;
}

function changed(resource: StoredResource, attributes: JsonObject): StoredResource {
  return { ...resource, attributes, lastModified: new Date().toISOString(), revision: resource.revision + 1 };
}

function refuseDuplicate(
  provider: ServiceProvider,
  table: ResourceTable,
  attributes: JsonObject,
  id?: string,
): void {
  try {
    if (isGroups(table)) refuseTakenName(provider, table, attributes, id);
    else table.refuseDuplicate(attributes, id);
  } catch (error) {
    throw error instanceof Refusal ? asConflict(provider.dialect, error) : error;
  }
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
  if (!isGroups(table)) {
    refuseKnown(checked, provider.dialect.accounts.refuses);
    return { attributes: checked, members: new Map() };
  }
  const { members: list, ...attributes } = checked;
  refuseTooMany(provider, Array.isArray(list) ? list.length : 0, body);
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
  if (!isGroups(table)) return applyToUser(provider, table, id, { operation, attributes });
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

function applyToUser(provider: ServiceProvider, table: ResourceTable, id: string, step: Step): JsonObject {
  const { attributes, operation } = misread(provider, table.type, step);
  if (operation === undefined) return attributes;
  const { patchForm, extensionPath } = provider.dialect;
  const operations =
    patchForm === "dottedKeys"
      ? expandKeys(operation, schemasAt(table, attributes), extensionPath)
      : [operation];
  return operations.reduce((result, one) => applyOperation(result, one, table.type, id), attributes);
}

function membersContext(provider: ServiceProvider): MembersContext {
  return {
    attribute: provider.types.group.core.get("members") as Attribute,
    removal: provider.dialect.removeMembers,
    has: (quirk) => provider.has(quirk),
    typeOf(id) {
      const type = provider.typeOf(id);
      if (type === "Group" && provider.dialect.groupRules.nested === "refused")
        throw refusal("invalidValue", "a group cannot be a member of a group");
      return type;
    },
    render: (id, type) => representMember(provider, id, type),
  };
}

function refuseDialect(
  provider: ServiceProvider,
  table: ResourceTable,
  operations: readonly PatchOperation[],
  body: Json,
): void {
  const { dialect } = provider;
  if (isGroups(table)) {
    refuseGroupPatch(provider, operations);
    const named = operations.reduce((sum, one) => sum + membersIn(one), 0);
    return refuseTooMany(provider, named, body);
  }
  if (operations.length > dialect.operationsPerRequest)
    throw refusal(
      "tooMany",
      `${operations.length} operations; this service takes ${dialect.operationsPerRequest}`,
    );
  refuseTogether(operations, dialect.wire.alone);
  for (const { op, path, place } of operations) {
    if (path?.filter !== undefined && !dialect.takesPathFilters)
      throw refusal("invalidPath", `${place}: this service takes no filter in a path; send the whole list`);
    if (path !== undefined && path.filter === undefined && op !== "remove" && dialect.patchForm !== "paths")
      throw refusal("invalidPath", `${place}: this service takes no path; send an object`);
    if (path?.schema !== undefined && dialect.extensionPath === "object")
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

function refuseTooMany(provider: ServiceProvider, count: number, body: Json): void {
  refuseLarge(provider, body, count);
  const limit = provider.dialect.membersPerRequest;
  if (count > limit)
    throw refusal("invalidValue", `the request names ${count} members; this service takes ${limit} at most`);
}
