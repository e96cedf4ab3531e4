import { type Json, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";
import { refuseFixed } from "../accounts/fixed.ts";
import { MembersDraft } from "../members-draft.ts";
import type { PatchOperation } from "../patch/patch-request.ts";
import { Refusal, refusal } from "../refusal.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

const mostMembers = 10;
const mostNamed = 3;
const mostBytes = 1000;

/** The members of a group before a request. */
export function draftOf(provider: ServiceProvider, groupId: string): MembersDraft {
  const repeats = provider.has("readdDuplicates");
  return new MembersDraft(provider.memberships.membersOf(groupId), { repeats });
}

/** Whether a PUT with this body leaves the members of a group as they are. */
export function keepsMembers(provider: ServiceProvider, body: Json): boolean {
  const named = isJsonObject(body) && member(body, "members") !== undefined;
  return provider.has("membersDroppedOnCreate") || (!named && provider.has("putKeepsMembers"));
}

/** Throws `Refusal` for a request about a group that is larger than the provider takes. */
export function refuseLarge(provider: ServiceProvider, body: Json, named: number): void {
  if (named > mostNamed && provider.has("threeMembersARequest")) throw new Refusal(400, "Bad Request");
  if (provider.has("smallBodies") && Buffer.byteLength(JSON.stringify(body)) > mostBytes)
    throw new Refusal(413, "Request Entity Too Large");
}

/** Throws `Refusal` when a group may not become what a request makes of it. */
export function refuseGroupChange(
  provider: ServiceProvider,
  before: StoredResource,
  after: StoredResource["attributes"],
  draft: MembersDraft,
): void {
  const isRenamed = before.attributes["displayName"] !== after["displayName"];
  refuseFixed(before.attributes, after, provider.dialect.groupRules.immutable);
  if (isRenamed && provider.has("renameGroup409")) throw new Refusal(409, "a group cannot be renamed");
  refuseCrowd(provider, draft.size);
}

/** Throws `Refusal` for more members than a group may have. */
export function refuseCrowd(provider: ServiceProvider, size: number): void {
  const stated = provider.dialect.groupRules.membersPerGroup;
  const most = provider.has("membersCapped") ? mostMembers : stated === 0 ? Infinity : stated;
  if (size > most) throw refusal("invalidValue", `a group has ${most} members at most`);
}

/** Throws `Refusal` when another group has the name. */
export function refuseTakenName(
  provider: ServiceProvider,
  table: ResourceTable,
  attributes: StoredResource["attributes"],
  id?: string,
): void {
  try {
    table.refuseDuplicate(attributes, id);
  } catch (error) {
    if (!(error instanceof Refusal) || !provider.has("duplicateGroup400")) throw error;
    throw refusal("invalidValue", error.message);
  }
}

/** The operations of a PATCH of a group that are worked. Throws `Refusal`. */
export function workedOperations(
  provider: ServiceProvider,
  operations: readonly PatchOperation[],
): readonly PatchOperation[] {
  if (provider.has("renameNeedsPut") && operations.some(isRename)) throw new Refusal(501, "Not Implemented");
  if (!provider.has("firstRemovalOnly")) return operations;
  const first = operations.find(isRemoval);
  return operations.filter((operation) => operation === first || !isRemoval(operation));
}

function isRename({ path, value }: PatchOperation): boolean {
  if (path !== undefined) return path.attribute.toLowerCase() === "displayname";
  return isJsonObject(value) && member(value, "displayName") !== undefined;
}

function isRemoval({ op, path }: PatchOperation): boolean {
  return op === "remove" && path?.attribute.toLowerCase() === "members";
}
