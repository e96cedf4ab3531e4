import { type ApprovalKind, approvalKinds } from "../../plan/approval-kind.ts";
import { headLines, layout, type PlanFileHead } from "./plan-file.ts";
import { linesOf, operationsIn, readPlanFile } from "./read-plan-file.ts";
import { beginPlanFile } from "./write-plan-file.ts";

/** How much of a plan file is approved, and how much is left out, in operations that no guard holds. */
export interface ApprovedShare {
  readonly kind: ApprovalKind;
  readonly isApproved: boolean;
  readonly operations: number;
}

/**
 * Writes into a plan file which kinds of it may go; what was written there before counts no more. Throws `StalePlanError`
 * for a file that was edited.
 */
export function approvePlanFile(file: string, approved: readonly ApprovalKind[]): readonly ApprovedShare[] {
  const { file: _file, plans, ...head } = readPlanFile(file);
  const counts = new Map<ApprovalKind, number>();
  for (const { target } of plans)
    for (const { approve, held } of operationsIn(file, target))
      if (held === undefined) counts.set(approve, (counts.get(approve) ?? 0) + 1);
  rewrite(file, { ...head, approved });
  return approvalKinds.map((kind) => ({
    kind,
    isApproved: approved.includes(kind),
    operations: counts.get(kind) ?? 0,
  }));
}

/** The same plans under another head. */
function rewrite(file: string, head: PlanFileHead): void {
  const draft = beginPlanFile(file);
  try {
    for (const line of headLines(head)) draft.line(line);
    let isHead = true;
    for (const line of linesOf(file)) {
      isHead &&= line !== layout.plans;
      if (!isHead && !line.startsWith(layout.digest)) draft.line(line);
    }
    draft.commit();
  } finally {
    draft.discard();
  }
}
