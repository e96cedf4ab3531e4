import type { JsonObject } from "../canonical.ts";

/** Why a user who is in the source shall have no active account. */
export type OutOfScopeCause = "unassigned" | "disabled";

/**
 * What the mapping says of one record. *Rejected* is not *out of scope*: whoever cannot be mapped keeps the
 * account exactly as it is.
 */
export type Desired =
  | { readonly kind: "desired"; readonly resource: JsonObject; readonly clause: string }
  | { readonly kind: "outOfScope"; readonly cause: OutOfScopeCause; readonly clause: string }
  | { readonly kind: "rejected"; readonly reason: string };
