import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import { lookUp } from "./look-up.ts";
import type { Failure } from "../outcome.ts";
import type { PushSession } from "../session.ts";

/** The account that a create of ours made without our learning of it; undefined when it certainly made none. */
export async function findUnanswered(
  session: PushSession,
  entry: EntryId,
): Promise<Link | Failure | undefined> {
  const { store, target, users, clock } = session;
  for (const sent of store.journal.doubtfulCreates(target, entry)) {
    const found = await lookUp(
      session,
      { type: "User", attributes: sent, match: users.policy.match },
      "lost",
    );
    if (found.kind === "refused") return found.failure;
    if (found.kind === "none") continue;
    const { id } = found.resource;
    return { scimId: id, origin: "created", state: "active", asserted: sent, since: clock.now() };
  }
  return undefined;
}
