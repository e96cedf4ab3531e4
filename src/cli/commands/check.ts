import { existsSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { CheckReport } from "../../check/check.ts";
import { connectorFileText } from "../../check/connector-file.ts";
import { isoTime, systemClock } from "../../clock.ts";
import type { TargetConfig } from "../../config/config.ts";
import { type ConnectorFiles, readConnector } from "../../connector/load.ts";
import { UsageError } from "../../errors.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes, worstOf } from "../../sync/exit-code.ts";
import { openHarFile } from "../../sync/har-file.ts";
import type { GlobalOptions } from "../global-options.ts";
import { checkJson, renderCheck } from "../render-check.ts";
import { stopSignals } from "../stop-signals.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../connector-folder.ts";
import { openConfig } from "../workplace.ts";
import { checkOne, withWarnings } from "../check-one.ts";

export interface CheckFlags {
  readonly write?: boolean;
  readonly domain: string;
  /** Where the suggested settings go. */
  readonly save?: string;
  /** Where a recording goes. */
  readonly record?: string;
}

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync check`: what targets can do, and with `--write` what they really do. */
export async function check(
  { options, terminal }: Context,
  named: readonly string[],
  flags: CheckFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal, "target");
  const ids = chooseTargets(loaded.config, named);
  const targets = loaded.config.targets.filter(({ id }) => ids.includes(id));
  refuseSave(flags, targets);
  const signals = stopSignals(terminal);
  const recording = flags.record === undefined ? undefined : openHarFile(flags.record);
  const reports: CheckReport[] = [];
  try {
    for (const target of targets) {
      if (signals.stop.aborted) break;
      const files = await readConnector(target.connector, connectorFolder, dirname(loaded.config.file));
      const work = { loaded, target, files, flags, signals, recording, options, terminal };
      const report = withWarnings(await checkOne(work), target);
      terminal.progress("");
      reports.push(report);
      if (!options.json) await renderCheck(report, target, terminal);
      if (flags.save !== undefined) await save(flags.save, report, files, terminal);
    }
  } finally {
    signals.release();
    recording?.close();
  }
  if (options.json) {
    const checks = reports.map((report) => checkJson(report, exitCodeOf(report)));
    await terminal.out(`${JSON.stringify({ version: 1, checks })}\n`);
  }
  return worstOf([...reports.map(exitCodeOf), ...(signals.stop.aborted ? [exitCodes.interrupted] : [])]);
}

function exitCodeOf({ ok, error, remnants, stopped }: CheckReport): number {
  if (error !== undefined) return exitCodes.target;
  if (stopped === "interrupted") return exitCodes.interrupted;
  return ok && remnants.length === 0 && stopped === undefined ? exitCodes.done : exitCodes.failures;
}

export function refuseSave({ save }: Pick<CheckFlags, "save">, targets: readonly TargetConfig[]): void {
  if (save === undefined) return;
  if (targets.length > 1)
    throw new UsageError("--save writes the connector of one target; name it: check TARGET --save FILE");
  if (!/\.ya?ml$/i.test(save))
    throw new UsageError(`--save ${save}: the name of a connector file ends in .yaml`);
  if (existsSync(save)) throw new UsageError(`${save} is there already; remove it, or take another name`);
}

async function save(
  file: string,
  report: CheckReport,
  files: ConnectorFiles,
  terminal: Terminal,
): Promise<void> {
  if (report.suggestions.length === 0) {
    terminal.note("nothing to save: nothing was seen that the connector in force does not say");
    return;
  }
  const path = resolve(file);
  const text = connectorFileText({
    target: report.target,
    extended: extendedBy(path, files),
    date: isoTime(systemClock.now()).slice(0, 10),
    suggestions: report.suggestions,
  });
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw new UsageError(`--save ${file}: ${(error as Error).message}`, { cause: error });
  }
  await readConnector(path, connectorFolder, dirname(path));
  terminal.note(`saved; write connector: ./${relative(process.cwd(), path)} in the target`);
}

/** The connector in force, as the new file names it. */
function extendedBy(path: string, { files }: ConnectorFiles): string {
  const [own] = files;
  if (own === undefined) return "generic";
  const isShipped = dirname(own.path) === resolve(connectorFolder);
  return isShipped ? own.name : `./${relative(dirname(path), own.path).split(sep).join("/")}`;
}
