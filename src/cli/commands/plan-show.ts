import { operationsIn, readPlanFile } from "../../sync/plan-file/read-plan-file.ts";
import type { PlanFile, SavedPlan } from "../../sync/plan-file/plan-file.ts";
import type { TargetPlan } from "../../sync/planning/plan-only.ts";
import { plannedOperation } from "../../sync/plan-file/written-operation.ts";
import type { GlobalOptions } from "../global-options.ts";
import { fileNamed } from "../plan-file-named.ts";
import { type Format, openRendering } from "../render-plans.ts";
import type { Terminal } from "../terminal.ts";

export interface ShowFlags {
  readonly format?: Format;
  readonly limit?: number;
}

/** `scimsync plan show`: what a plan file holds. */
export async function showPlanFile(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  named: string | undefined,
  flags: ShowFlags,
): Promise<number> {
  const plan = readPlanFile(fileNamed("show", named));
  const { madeAt, approved, plans } = plan;
  if (!options.quiet) {
    const only = approved === null ? "" : `, approved for ${approved.join(" and ")} only`;
    terminal.note(`made at ${madeAt}${only}`);
  }
  const rendering = openRendering({ options, terminal, flags, plans: plans.length });
  await rendering.begin();
  for (const saved of plans) await rendering.plan(planOf(plan, saved));
  await rendering.end();
  return 0;
}

function planOf({ file }: PlanFile, saved: SavedPlan): TargetPlan {
  return {
    ...saved,
    skipped: new Map(saved.skipped),
    *operations() {
      for (const written of operationsIn(file, saved.target)) yield plannedOperation(written);
    },
  };
}
