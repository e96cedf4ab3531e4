import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes, worstOf } from "../../sync/exit-code.ts";
import { openHarFile } from "../../sync/har-file.ts";
import type { SyncReport } from "../../sync/report.ts";
import { sync, type SyncOptions } from "../../sync/sync.ts";
import type { GlobalOptions } from "../global-options.ts";
import { notifying } from "../../notify/notifying.ts";
import { refuseUnknownForms, writeReports } from "../report-files.ts";
import { renderReport } from "../render-report.ts";
import { describeOutcome } from "../render-step.ts";
import { refuseNoGateway } from "../metrics-gateway.ts";
import type { Terminal } from "../terminal.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import { tellNumbers, watched } from "../watchers.ts";
import { type RunFlags, withEngine } from "../workplace.ts";
import { showPlan } from "./plan.ts";

export interface SyncFlags extends Omit<RunFlags, "targets"> {
  readonly dryRun?: boolean;
  readonly exitCode?: boolean;
  /** Where a recording goes. */
  readonly record?: string;
  /** Where reports go. */
  readonly report?: readonly string[];
  /** Where metrics are pushed to. */
  readonly metricsPush?: string;
}

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync sync`: read, plan, guard, push, report. */
export async function runSync(
  context: Context,
  targets: readonly string[],
  flags: SyncFlags,
): Promise<number> {
  if (flags.dryRun === true) return showPlan(context, targets, flags);
  refuseUnknownForms(flags.report);
  refuseNoGateway(flags.metricsPush);
  return watched(context.terminal, "sync", (telemetry) =>
    syncWatched(context, targets, { ...flags, trace: telemetry.trace }, telemetry),
  );
}

async function syncWatched(
  context: Context,
  targets: readonly string[],
  flags: SyncFlags,
  telemetry: Telemetry,
): Promise<number> {
  const { options, terminal } = context;
  const recording = flags.record === undefined ? undefined : openHarFile(flags.record);
  let stopped = false;
  let wanted: readonly string[] = [];
  const runs = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const told = flags.only === undefined || options.quiet ? engine : withSteps(engine, terminal);
    const run = () => sync(recording === undefined ? told : { ...told, record: recording.add });
    // A run of some says nothing of how the target is.
    const reports = await (flags.only === undefined ? notifying(engine, terminal, run) : run());
    await writeReports(flags.report, { store: engine.store, ...engine.loaded.config }, reports);
    await tellNumbers(engine, terminal, { telemetry, gateway: flags.metricsPush }, reports);
    stopped = engine.stop.aborted;
    wanted = chooseTargets(engine.loaded.config, targets);
    return reports;
  }).finally(() => recording?.close());
  tellNotBegun(context, wanted, runs);
  const code = await tellReports(context, runs, stopped);
  const isDrift = runs.some(({ verified }) => (verified?.drifted.length ?? 0) > 0);
  return flags.exitCode === true && isDrift ? worstOf([code, exitCodes.differences]) : code;
}

/** Says which targets an interrupted run did not come to. */
export function tellNotBegun(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  wanted: readonly string[],
  runs: SyncReport["runs"],
): void {
  const left = wanted.filter((id) => !runs.some(({ target }) => target === id));
  if (left.length > 0 && !options.quiet) terminal.note(`not begun: ${left.join(", ")}; left to the next run`);
}

/** Writes what runs did, as text or JSON with what is said `besides`; gives the exit code of them all. */
export async function tellReports(
  { options, terminal }: Context,
  runs: SyncReport["runs"],
  stopped: boolean,
  besides: object = {},
): Promise<number> {
  const report: SyncReport = { version: 1, runs, ...besides };
  if (options.json) await terminal.out(`${JSON.stringify(report)}\n`);
  else for (const run of runs) await renderReport(run, terminal, options.quiet);
  const codes = runs.map(({ exitCode }) => exitCode);
  return worstOf(stopped ? [...codes, exitCodes.interrupted] : codes);
}

/** With `--only`, every step is printed as it is done. */
function withSteps(engine: SyncOptions, terminal: Terminal): SyncOptions {
  return {
    ...engine,
    onEvent(event) {
      engine.onEvent(event);
      terminal.note(describeOutcome(event));
    },
  };
}
