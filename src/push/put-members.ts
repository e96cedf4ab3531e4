import type { Json } from "../canonical.ts";
import type { MembersOperation } from "../plan/operation.ts";
import { memberIds, type ScimId } from "../scim/resource.ts";
import { encodePut } from "./encode.ts";
import type { PushSession } from "./session.ts";

/** Adds or removes members where the provider has no PATCH: reads the group, and writes all of it back. */
export async function putMembers(
  session: PushSession,
  group: ScimId,
  kind: MembersOperation["kind"],
  ids: readonly ScimId[],
): Promise<void> {
  const held = await session.client.get("Group", group);
  if (held === undefined) return;
  const named = new Set(ids);
  const others = memberIds(held.attributes).filter((id) => !named.has(id));
  const members = kind === "addMembers" ? [...others, ...ids] : others;
  const value = members.map((id) => ({ value: id })) as Json;
  const body = encodePut("Group", { ...held.attributes, members: [] }, [{ path: "members", after: value }]);
  await session.client.replace("Group", group, body);
}
