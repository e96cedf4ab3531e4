import type { JsonObject } from "../canonical.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import { member } from "../scim/attribute-value.ts";
import { type AdoptionRules, theirsAt } from "./adopt.ts";
import { withoutAll } from "./at-path.ts";
import { readPaths } from "./attribute-path-set.ts";
import { diffResources } from "./diff.ts";
import { graft } from "./graft.ts";
import { foreignAmong, othersIn } from "./held.ts";
import type { Link } from "./link.ts";
import { projectOnto } from "./project.ts";
import { sealSecrets } from "./secret-values.ts";

/** An account that is there already, and is linked without being written to. */
export interface FoundAccount {
  readonly held: JsonObject;
  /** What is wanted and can be sent; secrets sealed. */
  readonly wanted: JsonObject;
}

/** What is to be remembered of it, as if what it holds of what is wanted had been written by us. */
export interface KnownOfFound extends Required<Pick<Link, "asserted" | "state" | "remarks">> {
  /** Whether what it holds is other than what is wanted, so that the next run has something to send. */
  readonly differs: boolean;
}

/**
 * The counterpart of `adoptAccount` where nothing is sent: the changes that an adoption would send are those that the
 * next plan finds between what is wanted and what is remembered here. Attributes sent on create only stay as they are,
 * so does what is to be filled if empty and is not; of values that are somebody else's we remember nothing.
 */
export function knownOfFound(
  { held, wanted }: FoundAccount,
  { policies, multiValued, seal }: AdoptionRules,
): KnownOfFound {
  const sealed = sealSecrets(held, policies.secret, seal);
  const theirs = foreignAmong(policies.fillIfEmpty, sealed, {});
  const ours = withoutAll(wanted, [...policies.createOnly, ...theirs]);
  const others = othersIn(held, multiValued, [ours]);
  const shown = projectOnto(withoutAll(sealed, others), ours);
  const asserted = graft(shown, ours, readPaths(untold(held), ours));
  return {
    asserted,
    state: member(held, "active") === false ? "deactivated" : "active",
    remarks: theirsAt(theirs, wanted),
    differs: diffResources(asserted, ours, multiValued).length > 0,
  };
}

/** A password is never shown, and whoever was there has one; some providers never tell whether an account is active. */
function untold(held: JsonObject): readonly string[] {
  return typeof member(held, "active") === "boolean" ? neverReturned : [...neverReturned, "active"];
}
