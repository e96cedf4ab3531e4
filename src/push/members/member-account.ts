import { never } from "../../plan/attention.ts";
import type { EntryId } from "../../plan/operation.ts";
import { type Failure, failure } from "../outcome.ts";
import type { PushSession } from "../session.ts";
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
  const { store, target, clock, users } = session;
  if (users.policy.missing === "report") return leaveMissing(session, { id, entry });
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

/** The link stays, so that the account is not made anew before somebody says so; no group asks for it meanwhile. */
function leaveMissing(
  { store, target, clock }: PushSession,
  { id, entry }: Member & { readonly entry: EntryId },
): Failure {
  const detail = `its account ${id} is gone at the target (users.missing: report)`;
  const attention = {
    reason: "givenUp",
    code: "missing",
    detail,
    since: clock.now(),
    due: never,
    attempts: 1,
  } as const;
  store.atOnce(() => store.targets.setAttention(target, entry, attention));
  return failure("gone", detail);
}
