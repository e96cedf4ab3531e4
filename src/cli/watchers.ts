import { isPartial, type Mode } from "../sync/planning/planning.ts";
import type { RunReport } from "../sync/report.ts";
import type { SyncOptions } from "../sync/sync.ts";
import { askedBy } from "../telemetry/asked.ts";
import { noTelemetry, type Telemetry } from "../telemetry/telemetry.ts";
import { measuredRun } from "./measured-run.ts";
import { pushMetricsTo } from "./metrics-gateway.ts";
import { plain } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/**
 * Does the work of a command while those watch whom the environment names; nothing is loaded for it where it names nobody.
 * What cannot be sent does not change what the run came to: a line on stderr says so.
 */
export async function watched(
  terminal: Terminal,
  command: string,
  work: (telemetry: Telemetry) => Promise<number>,
): Promise<number> {
  const telemetry = await open(terminal);
  return telemetry.watch(command, () => work(telemetry));
}

async function open(terminal: Terminal): Promise<Telemetry> {
  const asked = askedBy(terminal.environment);
  if (asked === undefined) return noTelemetry;
  const { openTelemetry } = await import("../telemetry/open-telemetry.ts");
  const warn = (message: string): void => terminal.note(`warning: ${plain(message)}`);
  return openTelemetry({ asked, version: version(), warn });
}

export interface Watchers {
  readonly telemetry: Telemetry;
  /** `--metrics-push`. */
  readonly gateway: string | undefined;
}

/** Gives the numbers of runs of whole targets to those who watch. */
export async function tellNumbers(
  engine: SyncOptions,
  terminal: Terminal,
  { telemetry, gateway }: Watchers,
  reports: readonly RunReport[],
): Promise<void> {
  if (telemetry.trace === undefined && gateway === undefined && engine.loaded.config.metrics === undefined)
    return;
  const whole = reports.filter(({ mode }) => !isPartial({ mode: mode as Mode }));
  const runs = whole.map((report) => measuredRun(engine.store, report, engine.loaded.config.targets));
  telemetry.measure(runs);
  await pushMetricsTo(gateway, engine, terminal, runs);
}
