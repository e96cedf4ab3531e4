import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import type { PushSession } from "../session.ts";

/**
 * The id a linked resource has after a write. Some providers make it of the name, so that a new name is a new id, and the
 * old one is nobody's. Believed only when the old one is gone and the new one belongs to no other record.
 */
export async function idAfter(
  session: PushSession,
  type: ResourceType,
  {
    entry,
    scimId,
    answer,
  }: { readonly entry: EntryId; readonly answer: Resource | undefined } & Pick<Link, "scimId">,
): Promise<ScimId> {
  if (answer === undefined || answer.id === scimId) return scimId;
  const { store, target, client, clock, log } = session;
  const isTaken =
    store.targets.claimedBy(target, type === "User" ? "user" : "group", answer.id) !== undefined;
  if (isTaken || (await client.get(type, scimId)) !== undefined) return scimId;
  log.info({ resource: type, from: scimId, to: answer.id }, "a resource has another id after a write");
  if (type === "User") store.targets.reconsiderReferrers(target, entry, clock.now());
  return answer.id;
}
