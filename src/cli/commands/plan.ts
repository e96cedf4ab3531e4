import { exitCodes, worstOf } from "../../sync/exit-code.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import type { TargetPlan } from "../../sync/planning/plan-only.ts";
import { savePlan } from "../../sync/plan-file/save-plan.ts";
import { plan } from "../../sync/sync.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plural } from "../../numbers.ts";
import { syncCommand } from "../sync-command.ts";
import { type Format, openRendering } from "../render-plans.ts";
import type { Terminal } from "../terminal.ts";
import { type RunFlags, withEngine } from "../workplace.ts";

export interface PlanFlags extends Omit<RunFlags, "targets"> {
  readonly limit?: number;
  readonly exitCode?: boolean;
  readonly format?: Format;
  /** Where a plan file goes. */
  readonly out?: string;
}

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync plan`: what sync would do. Operations are written as they are read, however many there are. */
export async function showPlan(
  { options, terminal }: Context,
  targets: readonly string[],
  flags: PlanFlags,
): Promise<number> {
  const codes: number[] = [];
  await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const plans = chooseTargets(engine.loaded.config, targets).length;
    const rendering = openRendering({ options, terminal, flags, plans });
    const isText = !options.json && (flags.format ?? "text") === "text";
    const isTerse = isText && options.quiet;
    const isSeen = isText && terminal.interactive && !options.quiet && flags.out === undefined;
    let toDo = 0;
    const show = async (shown: TargetPlan): Promise<void> => {
      codes.push(codeOf(shown, flags));
      toDo += shown.tally.reduce((sum, { state, count }) => (state === "held" ? sum : sum + count), 0);
      if (!isTerse || hasSomething(shown)) await rendering.plan(shown);
    };
    await rendering.begin();
    await (flags.out === undefined ? plan(engine, show) : savePlan(engine, flags.out, show));
    await rendering.end();
    if (isSeen && toDo > 0) terminal.note(`next: ${syncCommand(options.config, targets, flags)}`);
    if (flags.out !== undefined && !options.quiet) tellWhere(terminal, flags.out, plans);
  });
  return worstOf(codes);
}

/** With --quiet a plan in which there is nothing is not shown. */
function hasSomething({ guard, tally, rejected, protected: kept }: TargetPlan): boolean {
  return guard.length + kept.length + rejected.length + tally.length > 0;
}

function tellWhere(terminal: Terminal, file: string, plans: number): void {
  terminal.note(
    `written to ${file} (${plural(plans, "target")}); \`scimsync apply ${file}\` does this and nothing else`,
  );
}

function codeOf({ guard, tally, protected: kept }: TargetPlan, flags: PlanFlags): number {
  if (guard.length > 0) return exitCodes.held;
  if (kept.length > 0) return exitCodes.failures;
  return flags.exitCode === true && tally.length > 0 ? exitCodes.differences : exitCodes.done;
}
