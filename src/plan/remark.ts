import type { Json } from "../canonical.ts";

/** What is known of one path at a linked resource besides what we last wrote. */
export type Remark =
  /** The target did not keep what was sent. */
  | (NotKept & { readonly kind: "notKept"; /** The last one in which it was seen. */ readonly run: string })
  /** `fillIfEmpty`: somebody else's value is there. Until something else is wanted, nobody need look again. */
  | { readonly kind: "theirs"; readonly path: string; readonly wanted: Json }
  /** `clearWhenEmpty`: nothing is there, we made sure. */
  | { readonly kind: "blank"; readonly path: string }
  /** The service keeps it as it was made. Somebody was told that this is wanted; null when nothing is. */
  | { readonly kind: "fixed"; readonly path: string; readonly wanted: Json }
  /** Its owner has not accepted yet, so that it is not active. */
  | { readonly kind: "invited"; readonly path: "active" };

export function isInvitation({ kind }: Remark): boolean {
  return kind === "invited";
}

/** A value that a target did not keep as it was sent. */
export interface NotKept {
  readonly path: string;
  /** Null when it was to be removed. A secret is sealed. */
  readonly sent: Json;
  /** Null when there is nothing. A secret is hidden. */
  readonly found: Json;
  /** In how many runs. */
  readonly times: number;
}

/** Runs. Refused in one, a value may have been refused by accident; in two, it is not sent again until it changes. */
export const patience = 2;

/** True for a path at which the target has refused to keep what was sent again and again. */
export function isNotSticky({ times }: NotKept): boolean {
  return times >= patience;
}
