import type { JsonObject } from "../canonical.ts";

/**
 * Why a user who is in the source shall have no active account: the mapping says that they leave (`users.leavesWhen`), or
 * that their account is off (`active`), or `assign` gives them none.
 */
export type OutOfScopeCause = "mapped" | "unassigned" | "disabled";

interface Answer {
  /**
   * Milliseconds since the epoch: until then an unchanged record is mapped to the same. For ever when undefined, as
   * long as neither the record nor the mapping changes.
   */
  readonly until?: number;
}

/**
 * What the mapping says of one record. *Rejected* is not *out of scope*: whoever cannot be mapped keeps the
 * account exactly as it is.
 */
export type Desired =
  | (Answer & { readonly kind: "desired"; readonly resource: JsonObject; readonly clause: string })
  | (Answer & { readonly kind: "outOfScope"; readonly cause: OutOfScopeCause; readonly clause: string })
  | Rejected;

export interface Rejected extends Answer {
  readonly kind: "rejected";
  readonly reason: string;
  /** `rule_broken` when the mapping itself went well; `mapping_failed` when undefined. */
  readonly code?: "mapping_failed" | "rule_broken";
}
