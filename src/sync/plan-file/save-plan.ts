import { isoTime } from "../../clock.ts";
import { type PlanFileHead, planFileVersion } from "./plan-file.ts";
import type { TargetPlan } from "../planning/plan-only.ts";
import { plan, type SyncOptions } from "../sync.ts";
import { createPlanFile } from "./write-plan-file.ts";

/**
 * Plans as `plan` does, and writes it to a file as well, which `apply` carries out. Nothing is written when it throws:
 * `UsageError` for a file that cannot be written, else as `plan` does.
 */
export async function savePlan(
  options: SyncOptions,
  file: string,
  show: (plan: TargetPlan) => Promise<void> | void,
): Promise<void> {
  const asOf = options.clock.now();
  const draft = createPlanFile(file, headOf(options, asOf));
  try {
    await plan({ ...options, asOf }, async (shown) => {
      draft.add(shown);
      await show(shown);
    });
    draft.commit();
  } finally {
    draft.discard();
  }
}

function headOf(
  { mode, force = false, keys, allowRemovals, accepted = new Set() }: SyncOptions,
  asOf: number,
): PlanFileHead {
  const madeAt = isoTime(asOf);
  return {
    version: planFileVersion,
    madeAt,
    mode,
    force,
    keys,
    allowRemovals,
    accepted: [...accepted],
    approved: null,
  };
}
