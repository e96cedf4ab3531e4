import type { EntryId } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import { believes, canReadMembers, type HeldGroup, readMembers } from "../members/read-members.ts";
import { membersByAccounts } from "../members/unanswered-chunk.ts";
import type { PushSession } from "../session.ts";

/** A group, and what it is called at the target. */
interface GroupInDoubt {
  readonly entry: EntryId;
  readonly scimId: ScimId;
}

/**
 * Learns what became of member changes that were sent by a run that ended before their answer. Adding a member twice
 * makes two members at some providers, and one who is not known of is never taken out. Gives those of whom it cannot be
 * learnt whether they are members.
 */
export async function recoverMembers(session: PushSession, group: GroupInDoubt): Promise<readonly EntryId[]> {
  const held = canReadMembers(session) ? await readMembers(session, group.scimId) : undefined;
  if (held !== undefined && believes(session, held)) settleByGroup(session, group, held);
  else if (held !== undefined || !canReadMembers(session)) return settleByAccounts(session, group);
  return [];
}

function settleByGroup({ store, target }: PushSession, { entry }: GroupInDoubt, { ids }: HeldGroup): void {
  const there = new Set(store.targets.entriesOf(target, "user", [...ids]).values());
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

/**
 * Where the group does not tell its members, accounts may tell their groups. That an account does not tell a group proves
 * nothing.
 */
async function settleByAccounts(
  session: PushSession,
  { entry, scimId }: GroupInDoubt,
): Promise<readonly EntryId[]> {
  const { store, target } = session;
  const ids = store.targets.memberIds(target, store.journal.unsureMembers(target, entry));
  const there = await membersByAccounts(
    session,
    scimId,
    Array.from(ids.values(), (id) => ({ id })),
  );
  const isThere = (id: ScimId) => there.has(id);
  store.targets.assertMembers(
    target,
    entry,
    [...ids].filter(([, id]) => isThere(id)).map(([member]) => member),
  );
  return [...ids].filter(([, id]) => !isThere(id)).map(([member]) => member);
}
