import { type AgreedPlan, madePlan, refuseOtherPlan } from "./agreed-plan.ts";
import { planTarget } from "../planning/plan-target.ts";
import type { Planning } from "../planning/planning.ts";
import type { RunContext } from "../run-context.ts";
import { startPlanning } from "../planning/start-planning.ts";
import { noTrace } from "../../trace.ts";

/**
 * Plans a target into the journal. Where a plan was agreed on, throws `StalePlanError` when another one comes out, and
 * leaves no trace of it. More removals may be let through than were in it, once it is known to hold without them.
 */
export async function planAsAgreed(context: RunContext, planning: Planning): Promise<void> {
  const { store } = planning;
  const { agreed, trace = noTrace } = context;
  const isWider = agreed !== undefined && planning.allowance > agreed.allowance;
  await trace.during("plan", {}, async () => {
    if (isWider) await tryPlan(context, planning, agreed);
    await store.transaction(async () => {
      await planTarget(planning);
      if (!isWider) refuseUnagreed(context, planning);
    });
  });
}

/** Throws `StalePlanError` when a plan was agreed on, and this is another one. */
export function refuseUnagreed({ agreed }: RunContext, planning: Planning): void {
  if (agreed !== undefined) refuseOtherPlan(madePlan(planning), agreed);
}

/** Plans as it was agreed on, and takes it back. */
async function tryPlan(context: RunContext, planning: Planning, agreed: AgreedPlan): Promise<void> {
  const { target, observed, unlearnt, unsureMembers } = planning;
  const begun = startPlanning({ ...context, allowRemovals: agreed.allowance }, target);
  const trial = { ...begun, unlearnt, unsureMembers, ...(observed !== undefined && { observed }) };
  await planning.store.transaction(
    async () => {
      await planTarget(trial);
      refuseOtherPlan(madePlan(trial), agreed);
    },
    () => false,
  );
}
