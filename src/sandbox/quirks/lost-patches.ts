import type { Clock } from "../../clock.ts";
import type { Inquiry } from "../exchange.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Milliseconds between reading a group and writing it back. */
const takes = 20;

/**
 * Plays a provider that reads a group, works on it for a while, and writes it back: what other PATCHes of the group
 * did meanwhile is undone, just before this one is worked.
 */
export async function loseOtherPatches(
  provider: ServiceProvider,
  { method, segments }: Inquiry,
  clock: Clock,
): Promise<void> {
  const [endpoint, id = ""] = segments;
  const before = endpoint === "Groups" && method === "PATCH" ? provider.groups.get(id) : undefined;
  if (before === undefined) return;
  const members = new Map(provider.memberships.membersOf(id));
  await clock.sleep(takes);
  const now = provider.groups.get(id);
  if (now === undefined || now.revision === before.revision) return;
  for (const member of provider.memberships.membersOf(id).keys()) provider.memberships.remove(id, member);
  for (const [member, type] of members) provider.memberships.add(id, member, type);
  provider.groups.put({ ...now, attributes: before.attributes });
}
