import type { Link } from "../plan/link.ts";
import type { DeactivateOperation } from "../plan/operation.ts";
import { changeResource } from "./change/change-resource.ts";
import { isActive, readBack } from "./change/kept.ts";
import { deleteOnce } from "./delete-resource.ts";
import { findUnanswered } from "./find/find-unanswered.ts";
import { type Failure, failure, type Outcome } from "./outcome.ts";
import { linkToUnanswered } from "./recover/link-unanswered.ts";
import { orByHand } from "./refusal-by-hand.ts";
import type { PushSession } from "./session.ts";

/** Switches the account off. An account that is gone is off; one that may have been made is looked for. */
export async function pushDeactivate(session: PushSession, { entry }: DeactivateOperation): Promise<Outcome> {
  const known = session.store.targets.link(session.target, entry);
  if (known !== undefined) return switchOff(session, known);
  const search = await findUnanswered(session, "User", entry);
  if (search.kind === "none") return { state: "succeeded", result: "gone", link: "keep" };
  return search.kind === "refused" ? search.failure : switchOff(session, linkToUnanswered(session, search));
}

async function switchOff(session: PushSession, link: Link): Promise<Outcome> {
  const byDelete = session.users.policy.switchingOff?.by === "delete";
  const done = await orByHand(session, () => (byDelete ? byDELETE(session, link) : byActive(session, link)));
  if (typeof done === "object") return done;
  // Whoever is off is not shown there, which is no sign that they are gone.
  const isHidden = session.profile.deactivate.inactive === "hidden";
  if (done === "gone" && !isHidden) return { state: "succeeded", result: "gone", link: "drop" };
  return { state: "succeeded", result: "deactivated", link: afterwards(session, link) };
}

/**
 * Where the account or its id ends with it, nothing is left to link to. Who comes back only by somebody's hand is kept in
 * mind, lest they are made anew.
 */
function afterwards({ users, clock }: PushSession, link: Link): "drop" | { readonly put: Link } {
  const { switchingOff, comingBack } = users.policy;
  if (switchingOff?.ends !== undefined && comingBack !== "byHand") return "drop";
  const asserted = { ...link.asserted, active: false };
  return { put: { ...link, asserted, state: "deactivated", since: clock.now() } };
}

async function byActive(session: PushSession, { scimId: id }: Link): Promise<"off" | "gone"> {
  const changes = [{ path: "active", before: true, after: false }];
  const changed = await changeResource(session, { type: "User", id, changes });
  return changed.gone ? "gone" : "off";
}

/** What the account says afterwards counts: somebody who shall have no access must not keep it for a 204. */
async function byDELETE(session: PushSession, { scimId: id }: Link): Promise<"off" | "gone" | Failure> {
  const done = await deleteOnce(session, "User", id);
  if (done === "gone") return "gone";
  if (done !== "deleted") return done;
  if (session.users.policy.switchingOff?.ends !== undefined) return "off";
  const held = await readBack(session, "User", id);
  if (held === undefined || isActive(held.attributes) !== true) return "off";
  return failure("not_deactivated", `${id} is still active, although DELETE was answered as done`);
}
