import type { Json } from "../../canonical.ts";
import { isJsonObject } from "../../canonical.ts";
import { readId, type Resource, type ScimId } from "../../scim/resource.ts";
import type { Member, MemberWork } from "./member-work.ts";
import { believes, canReadMembers, readMembers } from "./read-members.ts";
import type { PushSession } from "../session.ts";

/** Accounts that are asked before it is taken that accounts do not tell their groups. */
const enoughAsked = 5;

/**
 * Learns what a request without an answer did: those whom it has not put in or taken out. Where a group does not tell its
 * members, accounts may tell their groups; where they do not either, the request is repeated, which changes nothing by
 * RFC 7644 §3.5.2.1, while a member left out would go without access.
 */
export async function stillOutstanding(
  work: MemberWork,
  members: readonly Member[],
): Promise<readonly Member[]> {
  const { session, group } = work;
  const adding = work.kind === "addMembers";
  const held = canReadMembers(session) ? await readMembers(session, group) : undefined;
  if (held !== undefined && believes(session, held)) {
    return members.filter(({ id }) => held.ids.has(id) !== adding);
  }
  work.gone ||= held === undefined && canReadMembers(session);
  if (!adding || work.gone) return members;
  const there = await membersByAccounts(session, group, members);
  return members.filter(({ id }) => !there.has(id));
}

/** Those whose account says that it is in the group. */
export async function membersByAccounts(
  session: PushSession,
  group: ScimId,
  members: readonly Pick<Member, "id">[],
): Promise<ReadonlySet<ScimId>> {
  const there = new Set<ScimId>();
  let isTold = false;
  for (const [at, { id }] of members.entries()) {
    if (at >= enoughAsked && !isTold) break;
    const account = await session.client.get("User", id);
    const groups = account === undefined ? [] : groupIds(account);
    isTold ||= groups.length > 0;
    if (groups.includes(group)) there.add(id);
  }
  return there;
}

/** Ids of the groups that an account says it is in. */
export function groupIds({ attributes }: Resource): readonly ScimId[] {
  const groups = attributes["groups"];
  if (!Array.isArray(groups)) return [];
  return groups.flatMap((one: Json) => readId(isJsonObject(one) ? one["value"] : one) ?? []);
}
