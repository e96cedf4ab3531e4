import { type Failure, failure } from "../outcome.ts";
import type { Member, MemberWork } from "./member-work.ts";

/**
 * Whether a member was not taken because somebody deleted the account at the target. Then its link goes, so that the next
 * run makes the account again and puts it into its groups. Undefined when the account is there.
 */
export async function noteAccountGone(
  { session, kind }: MemberWork,
  { id, entry }: Member,
): Promise<Failure | undefined> {
  if (kind !== "addMembers" || entry === undefined) return undefined;
  if ((await session.client.get("User", id)) !== undefined) return undefined;
  const { store, target, clock } = session;
  const detail = `its account ${id} is gone at the target`;
  store.atOnce(() => {
    const now = clock.now();
    store.targets.forgetMemberships(target, entry, now);
    store.targets.reconsiderReferrers(target, entry, now);
    store.targets.dropLink(target, entry);
    const noted = { reason: "unfinished", detail, since: now, due: now, attempts: 0 } as const;
    store.targets.setAttention(target, entry, noted);
  });
  return failure("gone", detail);
}
