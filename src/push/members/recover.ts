import { TargetError } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import type { GroupInDoubt } from "../../store/target-store.ts";
import { type Failure, failure, failureOf } from "../outcome.ts";
import { believes, canReadMembers, type HeldGroup, readMembers } from "./read-members.ts";
import type { PushSession } from "../session.ts";
import { membersByAccounts } from "./unanswered-chunk.ts";

/**
 * Learns what became of member changes that were sent by a run that ended before their answer. Adding a member twice
 * makes two members at some providers, and one who is not known of is never taken out, so the group is read before
 * anything is planned for it. Gives the groups of which that could not be learnt now, and why: they are to be left alone.
 */
export async function recoverGroups(session: PushSession): Promise<ReadonlyMap<EntryId, Failure>> {
  const unlearnt = new Map<EntryId, Failure>();
  for (const group of session.store.targets.groupsInDoubt(session.target)) {
    try {
      await recoverGroup(session, group);
    } catch (error) {
      if (isRefusal(error)) session.log.info({ group: group.scimId }, "a group in doubt may not be read");
      else unlearnt.set(group.entry, whyUnlearnt(group, error));
    }
  }
  return unlearnt;
}

/** It would be refused again in the next run. */
function isRefusal(error: unknown): boolean {
  return error instanceof ScimError && error.status < 500 && error.status !== 429;
}

function whyUnlearnt({ scimId }: GroupInDoubt, error: unknown): Failure {
  if (error instanceof NetworkError && !error.mayHaveArrived)
    throw new TargetError("unreachable", `cannot be reached: ${error.message}`, { cause: error });
  const { code, detail } = failureOf(error);
  return failure(code, `what became of members that were sent to ${scimId} cannot be learnt: ${detail}`);
}

async function recoverGroup(session: PushSession, group: GroupInDoubt): Promise<void> {
  const held = canReadMembers(session) ? await readMembers(session, group.scimId) : undefined;
  if (held !== undefined && believes(session, held)) settleByGroup(session, group, held);
  else if (held !== undefined || !canReadMembers(session)) await settleByAccounts(session, group);
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
 * Where the group does not tell its members, accounts may tell their groups. What we know stands: that an account does
 * not tell a group proves nothing, and whoever is in doubt is added again, for a member left out has no access.
 */
async function settleByAccounts(session: PushSession, { entry, scimId }: GroupInDoubt): Promise<void> {
  const { store, target } = session;
  const asserted = new Set(store.targets.assertedMembers(target, entry));
  const doubtful = store.journal.doubtfulMembers(target, entry).filter((member) => !asserted.has(member));
  const ids = store.targets.memberIds(target, doubtful);
  const there = await membersByAccounts(
    session,
    scimId,
    Array.from(ids.values(), (id) => ({ id })),
  );
  store.targets.assertMembers(
    target,
    entry,
    [...ids].filter(([, id]) => there.has(id)).map(([member]) => member),
  );
}
