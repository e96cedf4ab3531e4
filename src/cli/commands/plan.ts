import { exitCodes, worstOf } from "../../sync/exit-code.ts";
import type { TargetPlan } from "../../sync/plan-only.ts";
import { plan } from "../../sync/sync.ts";
import type { GlobalOptions } from "../global-options.ts";
import { renderPlan, writePlansJson } from "../render-plan.ts";
import type { Terminal } from "../terminal.ts";
import { type RunFlags, withEngine } from "../workplace.ts";

export interface PlanFlags extends Omit<RunFlags, "targets"> {
  readonly limit?: number;
  readonly exitCode?: boolean;
}

/** `scimsync plan`: what sync would do. Operations are written as they are read, however many there are. */
export async function showPlan(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  flags: PlanFlags,
): Promise<number> {
  const codes: number[] = [];
  await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const json = writePlansJson(terminal);
    if (options.json) await json.begin();
    await plan(engine, async (shown) => {
      codes.push(codeOf(shown, flags));
      if (options.json) await json.plan(shown);
      else await renderPlan(shown, terminal, flags.limit ?? 50);
    });
    if (options.json) await json.end();
  });
  return worstOf(codes);
}

function codeOf({ guard, tally, protected: kept }: TargetPlan, flags: PlanFlags): number {
  if (guard.length > 0) return exitCodes.held;
  if (kept.length > 0) return exitCodes.failures;
  return flags.exitCode === true && tally.length > 0 ? exitCodes.differences : exitCodes.done;
}
