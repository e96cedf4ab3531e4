import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import { believes, canReadMembers, type HeldGroup, readMembers } from "../../push/members/read-members.ts";
import type { PushSession } from "../../push/session.ts";
import type { SourceKey } from "../../source/record.ts";
import { reconsider } from "./learn-observed.ts";
import { memberDriftOf } from "./observe-members.ts";
import { sightingOf } from "./observe-target.ts";
import { type Connection, openSession } from "../open-session.ts";
import type { Planning } from "../planning/planning.ts";
import { readAtTarget } from "./read-at-target.ts";
import type { RunContext } from "../run-context.ts";

/**
 * Reads what the target holds of the groups that are to be pushed with all their members, a request a group, and takes it
 * for what we last wrote. Where members are not told, all are sent again. Rejects with `TargetError` when it cannot be read.
 */
export async function refreshGroups(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  if (planning.isGroupPush !== true) return;
  const { store, target, keys } = planning;
  const session = await openSession(context, planning, connection);
  for (const { id: entry } of store.directory.find("group", keys as readonly SourceKey[]).values()) {
    const link = store.targets.link(target.config.id, entry);
    const isWithheld = store.groupWords.word(target.config.id, entry)?.pausedSince !== undefined;
    if (link !== undefined && !isWithheld) await refresh(planning, session, entry, link);
  }
}

async function refresh(planning: Planning, session: PushSession, entry: EntryId, link: Link): Promise<void> {
  const held = await readAtTarget(() => readMembers(session, link.scimId));
  planning.store.atOnce(() => {
    if (held === undefined) planning.store.targets.dropLink(session.target, entry);
    else learn(planning, session, entry, { link, held });
    reconsider(planning, entry, "is pushed with all its members");
  });
}

function learn(
  planning: Planning,
  session: PushSession,
  entry: EntryId,
  { link, held }: { readonly link: Link; readonly held: HeldGroup },
): void {
  const { store } = planning;
  const { target } = session;
  const { drift } = sightingOf(session, { entry, link }, held.resource);
  if (drift !== undefined) store.targets.putLink(target, "group", entry, drift);
  if (!canReadMembers(session) || !believes(session, held)) {
    // Whoever shall be a member is added again, and whoever shall not is taken out.
    planning.unsureMembers.set(entry, store.targets.assertedMembers(target, entry));
    return;
  }
  const { gone, come } = memberDriftOf(session, { entry, link }, held);
  store.targets.retractMembers(target, entry, gone);
  store.targets.assertMembers(target, entry, come);
  // Whoever is in already is not added again: at some providers they would be in twice.
  store.targets.clearMoving();
  const there = new Set(store.targets.entriesOf(target, "user", [...held.ids]).values());
  const { add } = store.targets.memberDiff(target, entry, false);
  store.targets.assertMembers(
    target,
    entry,
    add.filter((member) => there.has(member)),
  );
}
