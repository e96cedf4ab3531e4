import type { Check } from "../../source/expect.ts";
import { apply, type ApplyOptions, tryApply } from "../../sync/plan-file/apply.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { openHarFile } from "../../sync/har-file.ts";
import type { PlanFile } from "../../sync/plan-file/plan-file.ts";
import { readPlanFile } from "../../sync/plan-file/read-plan-file.ts";
import type { GlobalOptions } from "../global-options.ts";
import { notifying } from "../../notify/notifying.ts";
import { refuseUnknownForms, writeReports } from "../report-files.ts";
import { openRendering } from "../render-plans.ts";
import { refuseNoGateway } from "../metrics-gateway.ts";
import type { Terminal } from "../terminal.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import { tellNumbers, watched } from "../watchers.ts";
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
  /** Where metrics are pushed to. */
  readonly metricsPush?: string;
  /** Milliseconds. */
  readonly maxRuntime?: number;
}

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync apply`: pushes what a plan file says, and nothing else. */
export async function applyPlan(context: Context, file: string, flags: ApplyFlags): Promise<number> {
  const { options, terminal } = context;
  refuseUnknownForms(flags.report);
  refuseNoGateway(flags.metricsPush);
  const plan = readPlanFile(file);
  if (flags.dryRun === true)
    return withEngine(options, terminal, { ...flags, targets: flags.target }, (engine) =>
      check(context, { ...engine, plan }),
    );
  return watched(terminal, "apply", (telemetry) => applyWatched(context, plan, flags, telemetry));
}

async function applyWatched(
  context: Context,
  plan: PlanFile,
  { target: targets, record, report, metricsPush: gateway, ...flags }: ApplyFlags,
  telemetry: Telemetry,
): Promise<number> {
  const { options, terminal } = context;
  const recording = record === undefined ? undefined : openHarFile(record);
  let stopped = false;
  const runFlags = { ...flags, targets, trace: telemetry.trace };
  const runs = await withEngine(options, terminal, runFlags, async (engine) => {
    const reports = await notifying(engine, terminal, () =>
      apply({ ...engine, plan, ...(recording && { record: recording.add }) }),
    );
    await writeReports(report, { store: engine.store, ...engine.loaded.config }, reports);
    await tellNumbers(engine, terminal, { telemetry, gateway }, reports);
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
