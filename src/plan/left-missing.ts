import type { Desired } from "../mapping/desired.ts";
import { type Attention, never } from "./attention.ts";
import type { Link } from "./link.ts";
import type { MissingPolicy } from "./policy.ts";

interface Situation {
  readonly desired: Desired | { readonly kind: "absent" };
  readonly link: Link | undefined;
  readonly attention: Attention | undefined;
}

/**
 * What goes on to hold of an account or a group that somebody deleted at the target, and that policy leaves so while it is
 * wanted; undefined where that is not so.
 */
export function leftMissing(
  { desired, link, attention }: Situation,
  policy: MissingPolicy | undefined,
): Attention | undefined {
  const isWanted = desired.kind === "desired" || desired.kind === "rejected";
  if (policy !== "report" || !isWanted || link?.state !== "active" || attention?.code !== "missing")
    return undefined;
  return { ...attention, reason: "givenUp", due: never };
}
