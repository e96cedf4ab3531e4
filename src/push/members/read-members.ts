import type { Json, JsonObject } from "../../canonical.ts";
import { isJsonObject } from "../../canonical.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { AttributeSelection } from "../../scim/list-request.ts";
import { memberIds, readId, type Resource, type ScimId } from "../../scim/resource.ts";
import { namedMembers } from "./member-form.ts";
import type { PushSession } from "../session.ts";

/** A group as it was read. */
export interface HeldGroup {
  readonly resource: Resource;
  readonly ids: ReadonlySet<ScimId>;
}

/** Whether reading a group tells its members, as far as is known. */
export function canReadMembers({ profile, learnt }: Pick<PushSession, "profile" | "learnt">): boolean {
  return profile.groups.membersReadable && learnt.get("groups.membersHidden") === undefined;
}

/** The group with its members; undefined when it is not there. */
export async function readMembers(session: PushSession, group: ScimId): Promise<HeldGroup | undefined> {
  const resource = await session.client.get("Group", group);
  return resource === undefined ? undefined : { resource, ids: new Set(memberIds(resource.attributes)) };
}

/** What to ask for when the members of a group do not matter: there may be many. */
export function withoutMembers({ profile }: PushSession): AttributeSelection {
  return profile.reads.excludeMembers ? { excludedAttributes: ["members"] } : {};
}

/**
 * A list of nobody is believed where groups were seen to tell their members; else it may be that this provider does
 * not, and then it says nothing.
 */
export function believes(session: PushSession, held: HeldGroup): boolean {
  return held.ids.size > 0 || session.learnt.get("groups.addedAtOnce") !== undefined;
}

/**
 * Members as a whole list has to name them: those who are held, and, where the provider does not tell them, those we
 * know of, lest writing the list empties the group.
 */
export function wholeMembers(session: PushSession, group: EntryId, held: JsonObject): readonly Json[] {
  const listed = held["members"];
  const all = (Array.isArray(listed) ? (listed as readonly Json[]) : []).flatMap(asMember);
  const shown = [...new Map(all.map((one) => [one.value, one])).values()];
  const ours = assertedIds(session, group);
  const isTold = ours.size === 0 || shown.some(({ value }) => ours.has(value as ScimId));
  if (isTold || (canReadMembers(session) && session.learnt.get("groups.addedAtOnce") !== undefined))
    return shown;
  const known = new Set(shown.map(({ value }) => value));
  return [...shown, ...[...ours].filter((id) => !known.has(id)).map((value) => ({ value }))];
}

/** The group as a PUT has to name it: with all its members. `held` may come from a list, which need not tell them. */
export async function wholeGroup(
  session: PushSession,
  id: ScimId,
  held?: Resource,
): Promise<Resource | undefined> {
  const isTold = held !== undefined && memberIds(held.attributes).length > 0;
  const group = isTold ? held : await session.client.get("Group", id);
  if (group === undefined) return undefined;
  const entry = session.store.targets.entriesOf(session.target, "group", [id]).get(id);
  const members = entry === undefined ? [] : wholeMembers(session, entry, group.attributes);
  const isSame = members.length <= memberIds(group.attributes).length;
  if (isSame) return withoutNull(group);
  return { ...group, attributes: { ...group.attributes, members: namedMembers(session, members) } };
}

/** Strict providers refuse `members: null`, which others give for nobody. */
function withoutNull(group: Resource): Resource {
  if (group.attributes["members"] !== null) return group;
  const { members: _none, ...attributes } = group.attributes;
  return { ...group, attributes };
}

/** Ids of the members we wrote who still have an account. */
export function assertedIds({ store, target }: PushSession, group: EntryId): ReadonlySet<ScimId> {
  const entries = store.targets.assertedMembers(target, group);
  return new Set(store.targets.memberIds(target, entries).values());
}

/** Who it is, what it is if it is no user, and how it is called; the rest of a member is the provider's. */
function asMember(
  member: Json,
): readonly { readonly value: Json; readonly type?: Json; readonly display?: Json }[] {
  const value = readId(isJsonObject(member) ? member["value"] : member);
  if (value === undefined) return [];
  const { type, display } = isJsonObject(member) ? member : {};
  return [{ value, ...(type === "Group" && { type }), ...(display !== undefined && { display }) }];
}
