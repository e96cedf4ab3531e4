import type { JsonObject } from "../canonical.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import { member } from "../scim/attribute-value.ts";
import { type ReadPath, readPaths } from "./attribute-path-set.ts";
import { graft } from "./graft.ts";
import { isIdentical } from "./identical.ts";
import type { Link, LinkState } from "./link.ts";
import { projectOnto } from "./project.ts";
import { isInvitation } from "./remark.ts";
import { plainlyShows } from "./shows.ts";

/** What an answer of a target cannot show of what we wrote. */
export interface Unseen {
  readonly secret: readonly ReadPath[];
  /** What others change there, so that it tells nothing; none when undefined. */
  readonly volatile?: readonly ReadPath[];
}

/**
 * The link as it would be if we had last written what the target holds now; undefined where that is what we last wrote.
 * Only what we wrote is looked at: whatever else the resource holds is not ours. Secrets are taken to be there.
 */
export function observeDrift(
  link: Link,
  held: JsonObject,
  { secret, volatile = [] }: Unseen,
): Link | undefined {
  // Whatever becomes of it is no business of ours.
  if (link.state === "detached") return undefined;
  // Of most nothing has changed, and that is soon seen.
  if (stateIn(link, held) === link.state && plainlyShows(held, link.asserted)) return undefined;
  const found = projectOnto(held, link.asserted);
  const asserted = graft(found, link.asserted, [...secret, ...volatile, ...untold(link, held)]);
  const state = stateIn(link, held);
  if (state === link.state && isIdentical(asserted, link.asserted)) return undefined;
  return { ...link, asserted, state };
}

/** Passwords are never shown, and some providers never tell whether an account is active. */
function untold({ asserted, remarks = [] }: Link, held: JsonObject): readonly ReadPath[] {
  const isActiveTold = typeof member(held, "active") === "boolean" && !remarks.some(isInvitation);
  return readPaths(isActiveTold ? neverReturned : [...neverReturned, "active"], asserted);
}

/**
 * Somebody may have switched the account off, or one that we switched off on again. Whoever has not accepted yet is not
 * switched off.
 */
function stateIn({ state, remarks = [] }: Link, held: JsonObject): LinkState {
  const active = member(held, "active");
  if (state === "left" || typeof active !== "boolean") return state;
  if (!active && state === "active" && remarks.some(isInvitation)) return state;
  return active ? "active" : "deactivated";
}

/** The link once its owner has accepted; undefined while that is not to be seen, or was known. */
export function acceptedIn(link: Link, held: JsonObject): Link | undefined {
  const { remarks = [] } = link;
  if (!remarks.some(isInvitation) || member(held, "active") !== true) return undefined;
  return { ...link, remarks: remarks.filter((one) => !isInvitation(one)) };
}
