import type { Member, MemberWork } from "./member-work.ts";
import { canReadMembers, type HeldGroup, readMembers } from "./read-members.ts";
import { putBack } from "./put-back.ts";
import { groupIds } from "./unanswered-chunk.ts";

/** Some providers answer a read from a copy that is a moment old. */
const settles = 1000;

/**
 * Reads the group after a write that was answered with success, where more members were named at once than were ever
 * seen to be taken. Gives those of whom it is not true.
 */
export function confirmChunk(work: MemberWork, members: readonly Member[]): Promise<readonly Member[]> {
  return work.kind === "addMembers" ? confirmAddition(work, members) : confirmRemoval(work, members);
}

async function confirmAddition(work: MemberWork, members: readonly Member[]): Promise<readonly Member[]> {
  const { session, group } = work;
  const seen = Number(session.learnt.get("groups.addedAtOnce") ?? 0);
  if (!canReadMembers(session) || members.length <= seen) return [];
  const isIn = ({ ids }: HeldGroup) => members.filter(({ id }) => ids.has(id));
  const held = await readUntil(work, (group) => isIn(group).length === members.length);
  if (held === undefined) return members;
  const there = new Set(isIn(held));
  if (there.size === members.length) {
    session.log.info({ group, members: there.size }, "members seen in the group after they were added");
    session.learnt.learn("groups.addedAtOnce", String(members.length));
  } else if (held.ids.size === 0 && seen === 0 && (await isHidden(work, members))) {
    session.log.info({ group }, "the target does not tell members of groups; what was sent is relied on");
    session.learnt.learn("groups.membersHidden", "hidden");
    return [];
  }
  return members.filter((member) => !there.has(member));
}

/**
 * Whether a group that shows nobody hides its members rather than having none. An account that is in it may say so; where
 * it says nothing, a PATCH is believed. Of PUT it is known that several providers drop the members it names.
 */
async function isHidden({ session, group }: MemberWork, [first]: readonly Member[]): Promise<boolean> {
  const account = first === undefined ? undefined : await session.client.get("User", first.id);
  if (account === undefined) return false;
  return groupIds(account).includes(group) || !session.verbs.usesPut("Group");
}

async function confirmRemoval(work: MemberWork, members: readonly Member[]): Promise<readonly Member[]> {
  const { session, group, seen } = work;
  if (seen === undefined || members.length === 1) return [];
  if (session.learnt.get("groups.removal") !== "single") return [];
  const named = new Set(members.map(({ id }) => id));
  const held = await readUntil(work, ({ ids }) => !members.some(({ id }) => ids.has(id)));
  if (held === undefined) return members;
  const lost = [...seen].filter((id) => !held.ids.has(id) && !named.has(id) && !work.settled.has(id));
  if (lost.length > 0) {
    work.stopped = await putBack(work, lost);
    return members.filter(({ id }) => held.ids.has(id));
  }
  const left = members.filter(({ id }) => held.ids.has(id));
  const found = left.length === 0 ? "proven" : "oneByOne";
  session.log.info({ group, found }, "several members taken out at once");
  session.learnt.learn("groups.removal", found);
  return left;
}

/** Reads the group, and once more a moment later when it is not as it should be; undefined when it is gone. */
export async function readUntil(
  work: MemberWork,
  isRight: (held: HeldGroup) => boolean,
): Promise<HeldGroup | undefined> {
  const { session, group } = work;
  let held = await readMembers(session, group);
  if (held !== undefined && !isRight(held)) {
    await session.clock.sleep(settles);
    held = await readMembers(session, group);
  }
  work.gone ||= held === undefined;
  return held;
}
