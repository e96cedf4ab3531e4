import { existsSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { CheckReport } from "../../check/check.ts";
import { profileFileText } from "../../check/connector-file.ts";
import { settingsOf } from "../../check/suggested-settings.ts";
import { wholeProfile } from "../../check/whole-profile.ts";
import { isoTime, systemClock } from "../../clock.ts";
import { loadConnector, readConnector } from "../../connector/load.ts";
import { UsageError } from "../../errors.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { checkOne, withWarnings } from "../check-one.ts";
import type { GlobalOptions } from "../global-options.ts";
import { checkJson, renderCheck } from "../render-check.ts";
import { stopSignals } from "../stop-signals.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../connector-folder.ts";
import { openConfig } from "../workplace.ts";
import { refuseSave } from "./check.ts";

export interface ProbeFlags {
  readonly domain: string;
  /** Where the profile goes. */
  readonly save?: string;
}

/** `scimsync connectors probe`: lets throw-away users and groups live at a target, and writes what was seen as a profile. */
export async function probeTarget(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  name: string,
  flags: ProbeFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal, "target");
  const ids = chooseTargets(loaded.config, [name]);
  const target = loaded.config.targets.find(({ id }) => ids.includes(id));
  if (target === undefined) throw new UsageError(`there is no target ${name}`);
  refuseSave(flags, [target]);
  const files = await readConnector(target.connector, connectorFolder, dirname(loaded.config.file));
  const signals = stopSignals(terminal);
  const asked = { write: true, whole: true, domain: flags.domain };
  const work = { loaded, target, files, flags: asked, signals, recording: undefined, options, terminal };
  let report: CheckReport;
  try {
    report = withWarnings(await checkOne(work), target);
  } finally {
    signals.release();
  }
  terminal.progress("");
  const exitCode = exitCodeOf(report);
  const isWhole = report.error === undefined && report.stopped === undefined;
  const generic = await loadConnector("generic", connectorFolder);
  const settings = isWhole ? wholeProfile(report, target.profile, generic) : [];
  const date = isoTime(systemClock.now()).slice(0, 10);
  const text = isWhole ? profileFileText({ target: target.id, date, settings }) : undefined;
  if (options.json) {
    const profile = text === undefined ? null : settingsOf(settings);
    const document = { version: 1, probe: checkJson(report, exitCode), profile, text: text ?? null };
    await terminal.out(`${JSON.stringify(document)}\n`);
  } else await renderCheck({ ...report, suggestions: [] }, target, terminal);
  if (text === undefined) terminal.note("no profile is written: the probe did not come to its end");
  else if (flags.save !== undefined) await save(flags.save, text, terminal);
  else if (!options.json) await terminal.out(`\n${text}`);
  return exitCode;
}

/** What does not work with the connector in force is what a probe is for, and no failure. */
function exitCodeOf({ error, stopped, remnants }: CheckReport): number {
  if (error !== undefined) return exitCodes.target;
  if (stopped === "interrupted") return exitCodes.interrupted;
  return remnants.length === 0 && stopped === undefined ? exitCodes.done : exitCodes.failures;
}

async function save(file: string, text: string, terminal: Terminal): Promise<void> {
  const path = resolve(file);
  if (existsSync(path)) throw new UsageError(`${file} is there already; remove it, or take another name`);
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw new UsageError(`--save ${file}: ${(error as Error).message}`, { cause: error });
  }
  await readConnector(path, connectorFolder, dirname(path));
  terminal.note(`saved; write connector: ./${relative(process.cwd(), path)} in the target`);
}
