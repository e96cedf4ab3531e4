import type { Link } from "../plan/link.ts";
import type { LinkOperation } from "../plan/operation.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { Resource, ScimId } from "../scim/resource.ts";
import { AnswerError } from "../scim/answer/answer-error.ts";
import { ScimError } from "../scim/scim-error.ts";
import { lookUp } from "./find/look-up.ts";
import { type Failure, failure, type Outcome } from "./outcome.ts";
import { membersThere, noteKnownMembers } from "./push-group.ts";
import type { PushSession } from "./session.ts";

/**
 * Links a group to one of the target's own, by its id or else by its displayName. Nothing is written: of such a group only
 * the members are ours, and they follow in a later phase.
 */
export async function pushLinkGroup(session: PushSession, operation: LinkOperation): Promise<Outcome> {
  const { entry, to } = operation;
  const found = await findBorrowed(session, to);
  if ("state" in found) return found;
  const refused = whyNot(session, operation, found);
  if (refused !== undefined) return refused;
  noteKnownMembers(session, entry, await membersThere(session, found));
  session.store.groupWords.noteLinked(session.target, entry, to);
  const displayName = textAt(found.attributes, "displayName");
  const put: Link = {
    scimId: found.id,
    origin: "borrowed",
    state: "active",
    asserted: displayName === undefined ? {} : { displayName },
    since: session.clock.now(),
  };
  return { state: "succeeded", result: "linked", link: { put } };
}

async function findBorrowed(session: PushSession, to: string): Promise<Resource | Failure> {
  const byId = await getIfThere(session, to);
  if (byId !== undefined) return byId;
  const sought = { type: "Group", attributes: { displayName: to }, match: ["displayName"] } as const;
  const found = await session.finder.inTurn("Group", () => lookUp(session, sought));
  if (found.kind === "one") return found.resource;
  if (found.kind === "refused") return found.failure;
  return failure("missing", `no group of the target has the id or displayName ${to}`);
}

/** A name where an id belongs is refused in many ways: as not found, as malformed, or by a breakdown. */
async function getIfThere({ client }: PushSession, to: string): Promise<Resource | undefined> {
  try {
    const held = await client.get("Group", to as ScimId);
    return held?.id === to ? held : undefined;
  } catch (error) {
    if (error instanceof AnswerError || (error instanceof ScimError && error.status !== 403))
      return undefined;
    throw error;
  }
}

function whyNot(
  { store, target, claims, isProtected }: PushSession,
  { entry, to }: LinkOperation,
  { id, attributes }: Resource,
): Failure | undefined {
  if (isProtected(id, to, textAt(attributes, "displayName")))
    return failure("protected", `${to} is protected, so nothing is linked to it`);
  const holder = store.targets.claimedBy(target, "group", id);
  const isOurs = holder === undefined || store.targets.link(target, entry)?.scimId === id;
  if (!isOurs) return failure("duplicate_source", `${to} (${id}) is linked to ${holder}`);
  if (claims.claim("Group", id, entry)) return undefined;
  return failure("duplicate_source", `${to} (${id}) is that of another group, which took it in this run`);
}
