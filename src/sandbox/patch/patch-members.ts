import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { compileFilter } from "../../scim/filter-match.ts";
import type { Filter } from "../../scim/filter.ts";
import type { Attribute } from "../attribute.ts";
import { checkValue } from "../attribute-check.ts";
import type { MembersDraft } from "../members-draft.ts";
import type { MemberType } from "../memberships.ts";
import type { PatchOperation } from "./patch-request.ts";
import type { PatchTarget } from "./patch-target.ts";
import type { QuirkName } from "../quirks/quirk.ts";
import { Refusal, refusal, shown } from "../refusal.ts";

/** What the members of a group need to know of the rest. */
export interface MembersContext {
  /** The definition of `members`. */
  readonly attribute: Attribute;
  /** How single members are taken out. */
  readonly removal: "pathFilter" | "valueList" | "replace";
  has(quirk: QuirkName): boolean;
  /** What the resource with this id is; undefined when there is none. */
  typeOf(id: string): MemberType | undefined;
  /** A member as it is given in answers. */
  render(id: string, type: MemberType): JsonObject;
}

function readMembers(value: Json, context: MembersContext): ReadonlyMap<string, MemberType> {
  return resolveMembers(checkValue(context.attribute, value, "members"), context);
}

/**
 * The members that a list in schema form names, each one existing.
 * Throws `Refusal` with `invalidValue`.
 */
export function resolveMembers(
  checked: Json | undefined,
  context: MembersContext,
): ReadonlyMap<string, MemberType> {
  const members = new Map<string, MemberType>();
  const items = Array.isArray(checked) ? (checked as readonly Json[]) : [];
  for (const item of context.has("membersTruncated") ? items.slice(0, 3) : items) {
    const member = readMember(item, context);
    if (member !== undefined) members.set(member.id, member.type);
  }
  return members;
}

interface NamedMember {
  readonly id: string;
  readonly type: MemberType;
}

function readMember(item: Json, context: MembersContext): NamedMember | undefined {
  const member = isJsonObject(item) ? item : {};
  const id = member["value"];
  if (typeof id !== "string")
    throw refusal("invalidValue", "each member needs a value: the id of a user or group");
  const type = context.typeOf(id);
  if (type === undefined) return strangerTo(context, id);
  const claimed = member["type"];
  if (typeof claimed === "string" && claimed.toLowerCase() !== type.toLowerCase())
    throw refusal("invalidValue", `members: ${shown(id)} is a ${type}, not a ${shown(claimed)}`);
  return { id, type };
}

/** Somebody who does not exist. */
function strangerTo(context: MembersContext, id: string): NamedMember | undefined {
  if (context.has("unknownMembersStored")) return { id, type: "User" };
  if (context.has("unknownMembersDropped")) return undefined;
  const said = `members: there is no user or group with the id ${shown(id)}`;
  throw context.has("unknownMember500") ? new Refusal(500, said) : refusal("invalidValue", said);
}

/** Works one PATCH operation on the members of a group: RFC 7644 section 3.5.2. */
export function patchMembers(
  draft: MembersDraft,
  operation: PatchOperation,
  target: Extract<PatchTarget, { kind: "attribute" }>,
  context: MembersContext,
): void {
  const { op, place, value = null } = operation;
  if (target.subAttribute !== undefined)
    throw refusal("mutability", `${place}: members.${target.subAttribute.name} cannot be changed`);
  if (target.filter !== undefined) return patchChosen(draft, operation, target.filter, context);
  if (op === "remove") return removeAll(draft, operation, context);
  if (op === "replace") {
    if (context.has("replaceMembersIgnored")) return;
    const members = readMembers(value, context);
    if (!context.has("replaceMembersMerges")) draft.clear();
    for (const [id, type] of members) draft.add(id, type);
    return;
  }
  for (const [id, type] of readMembers(isJsonObject(value) ? [value] : value, context)) draft.add(id, type);
}

function removeAll(draft: MembersDraft, operation: PatchOperation, context: MembersContext): void {
  const { value, place } = operation;
  if (context.has("removalIgnored")) return;
  if (value === undefined || value === null || context.has("valueListRemovesAll")) return draft.clear();
  if (context.removal !== "valueList" && !context.has("removeNeedsValueList"))
    throw refusal(
      "invalidValue",
      `${place}: remove takes no value; say who in the path, as in members[value eq "…"]`,
    );
  const items = Array.isArray(value) ? (value as readonly Json[]) : [value];
  for (const item of items) {
    const id = isJsonObject(item) ? item["value"] : undefined;
    if (typeof id !== "string")
      throw refusal("invalidValue", `${place}: each member to remove needs a value`);
    draft.remove(id);
  }
}

function patchChosen(
  draft: MembersDraft,
  operation: PatchOperation,
  filter: Filter,
  context: MembersContext,
): void {
  const { op, place } = operation;
  if (op === "remove") {
    if (context.has("removalIgnored")) return;
    if (context.has("pathFilterRemovesAll")) return draft.clear();
    refuseFilter(place, context);
  }
  const named = chosenIds(draft, filter, context);
  const chosen = filter.op === "or" && context.has("orFilterRemovesFirst") ? named.slice(0, 1) : named;
  if (op === "remove") {
    for (const id of chosen) draft.remove(id);
    return;
  }
  if (chosen.length === 0) throw refusal("noTarget", `${place}: no member is what the path asks for`);
  throw refusal("mutability", `${place}: a member cannot be changed, only added and removed`);
}

function refuseFilter(place: string, context: MembersContext): void {
  const said = `${place}: this service takes members out by a list in value, not by a filter in the path`;
  if (context.has("removeNeedsValueList")) throw new Refusal(501, said);
  if (context.removal !== "pathFilter") throw refusal("invalidPath", said);
}

function chosenIds(draft: MembersDraft, filter: Filter, context: MembersContext): readonly string[] {
  const named = namedIds(filter);
  if (named !== undefined) return named.filter((id) => draft.has(id));
  const matches = compileFilter(filter, "members");
  return [...draft.entries()].filter(([id, type]) => matches(context.render(id, type))).map(([id]) => id);
}

/** The ids in `value eq "…"`, also several joined with `or`; undefined for any other filter. */
function namedIds(filter: Filter): readonly string[] | undefined {
  if (filter.op === "eq" && filter.attribute.attribute.toLowerCase() === "value")
    return typeof filter.value === "string" ? [filter.value] : undefined;
  if (filter.op !== "or") return undefined;
  const parts = filter.filters.map(namedIds);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}
