import type { Check } from "../../source/expect.ts";
import { apply, type ApplyOptions, tryApply } from "../../sync/plan-file/apply.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { openHarFile } from "../../sync/har-file.ts";
import { readPlanFile } from "../../sync/plan-file/read-plan-file.ts";
import type { GlobalOptions } from "../global-options.ts";
import { notifying } from "../../notify/notifying.ts";
import { refuseUnknownForms, writeReports } from "../report-files.ts";
import { openRendering } from "../render-plans.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";
import { tellNotBegun, tellReports } from "./sync.ts";

export interface ApplyFlags {
  readonly target: readonly string[];
  readonly allowRemovals?: number;
  readonly accept?: readonly Check[];
  readonly dryRun?: boolean;
  readonly record?: string;
  /** Where reports go. */
  readonly report?: readonly string[];
  /** Milliseconds. */
  readonly maxRuntime?: number;
}

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync apply`: pushes what a plan file says, and nothing else. */
export async function applyPlan(
  context: Context,
  file: string,
  { target: targets, record, report, dryRun, ...flags }: ApplyFlags,
): Promise<number> {
  const { options, terminal } = context;
  refuseUnknownForms(report);
  const plan = readPlanFile(file);
  if (dryRun === true)
    return withEngine(options, terminal, { ...flags, targets }, (engine) =>
      check(context, { ...engine, plan }),
    );
  const recording = record === undefined ? undefined : openHarFile(record);
  let stopped = false;
  const runs = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const reports = await notifying(engine, terminal, () =>
      apply({ ...engine, plan, ...(recording && { record: recording.add }) }),
    );
    await writeReports(report, engine.store, reports);
    stopped = engine.stop.aborted;
    return reports;
  }).finally(() => recording?.close());
  const wanted = targets.length > 0 ? targets : plan.plans.map(({ target }) => target);
  tellNotBegun(context, wanted, runs);
  return tellReports(context, runs, stopped);
}

async function check({ options, terminal }: Context, applied: ApplyOptions): Promise<number> {
  const plans = applied.plan.plans.length;
  const rendering = openRendering({ options, terminal, flags: {}, plans });
  await rendering.begin();
  await tryApply(applied, (shown) => rendering.plan(shown));
  await rendering.end();
  if (!options.quiet) terminal.note(`${applied.plan.file} stands; nothing was sent`);
  return exitCodes.done;
}
