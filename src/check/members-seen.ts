import { isJsonObject, type Json } from "../canonical.ts";
import { member, textAt } from "../scim/attribute-value.ts";
import { memberIds, type ScimId } from "../scim/resource.ts";
import { resourceOf } from "./answer.ts";
import type { Asker } from "./asker.ts";

/** Who is in the throw-away group, as far as anybody tells. */
export interface Membership {
  /** As the group says; somebody who is in it twice stands here twice. */
  readonly byGroup: readonly ScimId[];
  /** As the `groups` of the users say; undefined when no user says anything. */
  readonly byUsers: readonly ScimId[] | undefined;
}

/** Reads the group, and its users where it tells nothing. */
export async function readMembership(
  asker: Asker,
  group: ScimId,
  users: readonly ScimId[],
): Promise<Membership> {
  const answer = await asker.send({ method: "GET", path: `/Groups/${encodeURIComponent(group)}` });
  const found = resourceOf("Group", answer);
  const byGroup = found === undefined ? [] : memberIds(found.attributes);
  if (byGroup.length > 0) return { byGroup, byUsers: undefined };
  const byUsers: ScimId[] = [];
  let isTold = false;
  for (const id of users) {
    const read = await asker.send({ method: "GET", path: `/Users/${encodeURIComponent(id)}` });
    const groups = member(resourceOf("User", read)?.attributes ?? {}, "groups");
    isTold ||= Array.isArray(groups);
    if (groupIds(groups).includes(group)) byUsers.push(id);
  }
  return { byGroup, byUsers: isTold ? byUsers : undefined };
}

function groupIds(groups: Json | undefined): readonly string[] {
  if (!Array.isArray(groups)) return [];
  return groups.filter(isJsonObject).flatMap((group) => textAt(group, "value") ?? []);
}

/** Those in it by the better word. */
export function membersOf({ byGroup, byUsers }: Membership): readonly ScimId[] {
  return byGroup.length > 0 ? byGroup : (byUsers ?? []);
}
