import { canReadMembers, readMembers } from "../../push/members/read-members.ts";
import type { PushSession } from "../../push/session.ts";
import { severalAtOnce } from "../../push/several-at-once.ts";
import type { Matching } from "../../store/matching-store.ts";

const pageSize = 200;

/** Reads who is in the groups that are to be linked, a request a group, where groups tell it. */
export async function readPairMembers(session: PushSession, matching: Matching): Promise<void> {
  if (!canReadMembers(session)) return;
  let page = matching.pairs("group", 0, pageSize);
  while (page.length > 0) {
    await severalAtOnce(session.concurrency, page, async ({ entry, id }) => {
      const held = await readMembers(session, id);
      if (held !== undefined) session.store.atOnce(() => matching.noteMembers(entry, [...held.ids]));
    });
    page = matching.pairs("group", page.at(-1)?.entry ?? 0, pageSize);
  }
}
