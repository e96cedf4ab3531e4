import type { GlobalOptions } from "../global-options.ts";
import type { Terminal } from "../terminal.ts";
import { type PlanFlags, showPlan } from "./plan.ts";

/** `scimsync drift`: what `sync --reconcile` would find and send; reads the target, writes nothing. */
export function showDrift(
  context: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  flags: PlanFlags,
): Promise<number> {
  return showPlan(context, targets, { ...flags, reconcile: true });
}
