import { memberIds } from "../scim/resource.ts";
import type { PushSession } from "./session.ts";

/**
 * Learns what became of member changes that were sent by a run that ended before their answer. Adding a member twice
 * makes two members at some providers, so the group is read before anything is planned for it.
 */
export async function recoverGroups(session: PushSession): Promise<void> {
  const { store, target, client, profile } = session;
  if (!profile.groups.membersReadable) return;
  for (const { entry, scimId } of store.targets.groupsInDoubt(target)) {
    const held = await client.get("Group", scimId);
    if (held === undefined) continue;
    const there = new Set(store.targets.entriesOf(target, "user", memberIds(held.attributes)).values());
    const asserted = store.targets.assertedMembers(target, entry);
    const doubtful = store.journal.doubtfulMembers(target, entry);
    store.atOnce(() => {
      store.targets.retractMembers(
        target,
        entry,
        asserted.filter((member) => !there.has(member)),
      );
      store.targets.assertMembers(
        target,
        entry,
        doubtful.filter((member) => there.has(member)),
      );
    });
  }
}
