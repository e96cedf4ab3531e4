import { StalePlanError } from "../../errors.ts";
import { type ApprovalKind, approvalKindOf, kindApproval } from "../../plan/approval-kind.ts";
import type { Operation } from "../../plan/operation.ts";
import type { OperationTally } from "../../store/journal-store.ts";
import type { Store } from "../../store/store.ts";
import { createPlanDigest } from "../planning/plan-digest.ts";
import { heldOf, identityOf, operationsOf } from "../planning/plan-id.ts";
import type { Mode, Planning } from "../planning/planning.ts";

/** A plan that was shown to somebody: the run does that, or nothing. */
export interface AgreedPlan {
  readonly planId: string;
  /** Of what guards held in it. */
  readonly heldId: string;
  /** Held removals that were let through in it. */
  readonly allowance: number;
  /** What of it may go; all when undefined. */
  readonly approved?: readonly ApprovalKind[];
  /** For people: the command that makes it anew. */
  readonly again: string;
}

/** A digest of what the run holds; the id of a plan is the same whether something of it is held or not. */
export function heldIdOf(store: Store, run: string): string {
  const digest = createPlanDigest();
  for (const { operation } of heldOf(store, run)) digest.add(identityOf(store, operation));
  return digest.id();
}

interface MadePlan extends Pick<AgreedPlan, "planId" | "heldId"> {
  readonly target: string;
  readonly mode: Mode;
}

/** What a planning came to. */
export function madePlan({ store, run, draft, target, mode }: Planning): MadePlan {
  return { planId: draft.id(), heldId: heldIdOf(store, run), target: target.config.id, mode };
}

/** Throws `StalePlanError` when what was planned is not what was agreed on. */
export function refuseOtherPlan({ planId, heldId, target, mode }: MadePlan, agreed: AgreedPlan): void {
  const isSame = planId === agreed.planId;
  if (isSame && heldId === agreed.heldId) return;
  const what = isSame
    ? "what guards hold of it is not what it says"
    : "what is to be done is not what it says";
  const seen =
    mode === "reconcile"
      ? "the target holds something else, "
      : "the target told of its attributes for the first time, ";
  throw new StalePlanError(
    `the plan for ${target} is stale: ${what}. Since it was made ${seen}links were changed by hand, or it was found out what an interrupted run did. Nothing was sent to ${target}; make it anew with \`${agreed.again}\``,
  );
}

/** How many operations of a run may go. */
export function countApproved(store: Store, run: string, agreed: AgreedPlan | undefined): number {
  const mayGo = approvedOnly(store, run, agreed);
  if (mayGo === undefined) return store.journal.countPlanned(run);
  let count = 0;
  for (const { operation, state } of operationsOf(store, run))
    if (state === "planned" && mayGo(operation)) count += 1;
  return count;
}

/** Planned operations that may go, by their kinds alone. */
export function approvedRows(
  tally: readonly OperationTally[],
  { approved }: Partial<AgreedPlan> = {},
): readonly OperationTally[] {
  return tally.filter(
    ({ kind, state }) => state === "planned" && (approved?.includes(kindApproval[kind]) ?? true),
  );
}

/** Which operations of a run may go; undefined when all may. */
export function approvedOnly(
  store: Store,
  run: string,
  { approved }: Partial<AgreedPlan> = {},
): ((operation: Operation) => boolean) | undefined {
  if (approved === undefined) return undefined;
  return (operation) =>
    approved.includes(approvalKindOf(operation, (group) => store.journal.isMade(run, group)));
}
