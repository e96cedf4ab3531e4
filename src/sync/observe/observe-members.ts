import type { EntryId } from "../../plan/operation.ts";
import { believes, canReadMembers, type HeldGroup, readMembers } from "../../push/members/read-members.ts";
import type { PushSession } from "../../push/session.ts";
import { severalAtOnce } from "../../push/several-at-once.ts";
import type { OwnedLink } from "../../store/observed-store.ts";
import type { MemberDrift } from "./observation.ts";

const pageSize = 200;

/** Reads the members of all linked groups, a request a group, where groups tell them. */
export async function observeMembers(session: PushSession): Promise<readonly MemberDrift[]> {
  if (!canReadMembers(session)) return [];
  const drifts: MemberDrift[] = [];
  let after: EntryId = 0;
  for (;;) {
    const page = session.store.observed.seen(session.target, "group", after, pageSize);
    await severalAtOnce(session.concurrency, page, async (group) => {
      const drift = await membersOf(session, group);
      if (drift !== undefined) drifts.push(drift);
    });
    if (page.length < pageSize) return drifts.toSorted((one, other) => one.group - other.group);
    after = page.at(-1)?.entry ?? after;
  }
}

async function membersOf(session: PushSession, owned: OwnedLink): Promise<MemberDrift | undefined> {
  const held = await readMembers(session, owned.link.scimId);
  if (held === undefined || !believes(session, held)) return undefined;
  const drift = memberDriftOf(session, owned, held);
  return drift.gone.length + drift.come.length === 0 ? undefined : drift;
}

/** What the group shows of its members, beside what we last wrote. */
export function memberDriftOf(
  { store, target, groups }: PushSession,
  { entry, link }: OwnedLink,
  held: HeldGroup,
): MemberDrift {
  const there = new Set(store.targets.entriesOf(target, "user", [...held.ids]).values());
  const asserted = new Set(store.targets.assertedMembers(target, entry));
  const gone = [...asserted].filter((member) => !there.has(member));
  // Unless the config says so, whom others put into a group that was theirs is no business of ours.
  const isOurs =
    groups.otherMembers === undefined ? link.origin === "created" : groups.otherMembers === "remove";
  const come = isOurs ? [...there].filter((member) => !asserted.has(member)) : [];
  return { group: entry, gone, come };
}
