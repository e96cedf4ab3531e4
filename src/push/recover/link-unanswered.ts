import { withoutAll } from "../../plan/at-path.ts";
import type { Link } from "../../plan/link.ts";
import { type EntryId, phases } from "../../plan/operation.ts";
import { projectOnto } from "../../plan/project.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import { findUnanswered, type Unanswered } from "../find/find-unanswered.ts";
import type { PushSession } from "../session.ts";

/** The link to a resource that was made without our learning of it. What it does not hold as sent is not asserted. */
export function linkToUnanswered({ clock, users }: PushSession, { resource, sent }: Unanswered): Link {
  const asserted = projectOnto(resource.attributes, sent);
  return {
    scimId: resource.id,
    origin: "created",
    state: "active",
    asserted: withoutAll(asserted, users.policies.createOnly),
    since: clock.now(),
  };
}

/**
 * Links what a create made without our learning of it, so that planning knows which name it has. Nothing is done when it
 * was not made, or that cannot be told now: then the next create looks again before it makes anything.
 */
export async function recoverCreate(session: PushSession, entry: EntryId, kind: EntryKind): Promise<void> {
  const { store, target, clock } = session;
  const resource = kind === "user" ? "User" : "Group";
  const search = await findUnanswered(session, resource, entry);
  if (search.kind !== "made") return;
  const { sent } = search;
  const [key] = store.directory.keys([entry]);
  if (key === undefined) return;
  const name = textAt(sent, kind === "user" ? "userName" : "displayName") ?? key;
  const phase = kind === "user" ? phases.createUsers : phases.groups;
  store.atOnce(() => {
    store.targets.putLink(target, kind, entry, linkToUnanswered(session, search));
    // In the audit trail it stands as what it turned out to be.
    const about = { entry, key, name, resource, phase } as const;
    const seq = store.journal.append(session.run, target, { ...about, kind: "create", attributes: sent });
    store.journal.recordOutcome(seq, { state: "succeeded", result: "created" }, clock.now());
  });
}
