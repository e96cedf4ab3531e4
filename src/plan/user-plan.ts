import type { Desired } from "../mapping/desired.ts";
import type { ResolveReference } from "../mapping/reference.ts";
import type { SourceKey } from "../source/record.ts";
import type { Attention } from "./attention.ts";
import type { AttributeChange } from "./change.ts";
import type { AttributePolicies } from "./attribute-policies.ts";
import type { Departure } from "./departure.ts";
import type { Link } from "./link.ts";
import type { Managed } from "./managed.ts";
import type { EntryId, Operation } from "./operation.ts";
import type { UserPolicy } from "./policy.ts";
import { protectedAttention, wouldTouch } from "./protected.ts";
import type { Seal } from "./secret-values.ts";
import type { MultiValued } from "./typed-values.ts";

/** All that is known of one user at one target. */
export interface UserView {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** `absent`: the source has no such record any more. */
  readonly desired: Desired | { readonly kind: "absent" };
  readonly link: Link | undefined;
  readonly attention: Attention | undefined;
  /** Without a link: a create was sent, and it is not known what became of it. */
  readonly mayHaveAccount?: boolean;
}

export interface UserRules {
  readonly policy: UserPolicy;
  readonly policies: AttributePolicies;
  /** Seals secrets of an account, so that they can be written down. */
  readonly seal: (entry: EntryId) => Seal;
  readonly managed: Managed;
  readonly multiValued: MultiValued;
  readonly isProtected: (...names: readonly (string | undefined)[]) => boolean;
  /** Ids of accounts that exist now. */
  readonly resolve: ResolveReference;
  /** Whether all that is wanted is sent, also what was last sent the same. */
  readonly force?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What to do about a user. Without an attention the user is settled once the operations succeed. */
export interface UserPlan {
  readonly operations: readonly Operation[];
  readonly attention?: Attention;
  readonly inScope: boolean;
  /** Since when the owner of the account has been leaving; absent when they are not. */
  readonly leavingSince?: number;
  /** Why the owner of the account leaves or left; absent when they stay. */
  readonly departure?: Departure;
  /** Changes that the service does not make, and nobody was told of yet; none when undefined. */
  readonly fixed?: readonly AttributeChange[];
  /** Set when protection or policy forbids what would otherwise be done. */
  readonly skipped?: string;
}

/** The plan for a user whom the config protects: nothing is done, and if anything would be, that is said. */
export function protectedPlan(view: UserView, plan: UserPlan, now: number): UserPlan {
  const { leavingSince, attention, inScope } = plan;
  const leaves =
    leavingSince === undefined ? undefined : `is protected, and would be removed: ${attention?.detail}`;
  const detail = wouldTouch(plan.operations) ?? leaves;
  if (detail === undefined) return plan;
  const noted = protectedAttention(view.attention, detail, now);
  return { operations: [], inScope, skipped: "protected", attention: noted };
}
