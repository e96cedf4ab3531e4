import { existsSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { checkTarget, type CheckReport } from "../../check/check.ts";
import { connectorFileText } from "../../check/connector-file.ts";
import { factNames, knobsOf } from "../../check/knobs.ts";
import { fileLedger } from "../../check/ledger.ts";
import type { CheckedTarget } from "../../check/target.ts";
import { isoTime, systemClock } from "../../clock.ts";
import type { TargetConfig } from "../../config/config.ts";
import { lifetimeNotices } from "../../config/lifetime.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { type ConnectorFiles, readConnector } from "../../connector/load.ts";
import { UsageError } from "../../errors.ts";
import { type DeparturePolicy, isOfAnyCause } from "../../plan/departure.ts";
import { type FactName, recallLearnt } from "../../push/learnt.ts";
import { ScimClient } from "../../scim/client.ts";
import { harEntry } from "../../scim/recording/har.ts";
import { namesToHide } from "../../scim/recording/redact.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { clientSettings } from "../../sync/client-settings.ts";
import { exitCodes, worstOf } from "../../sync/exit-code.ts";
import { type HarFile, openHarFile } from "../../sync/har-file.ts";
import type { GlobalOptions } from "../global-options.ts";
import { createLogger } from "../logger.ts";
import { checkJson, renderCheck } from "../render-check.ts";
import { type StopSignals, stopSignals } from "../stop-signals.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder, openConfig, withStore } from "../workplace.ts";
import { originIn } from "../knob-origin.ts";

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

/** What the connector warns of is told first. */
function withWarnings(report: CheckReport, { profile }: TargetConfig): CheckReport {
  return { ...report, warnings: [...profile.guide.warnings, ...report.warnings] };
}

function exitCodeOf({ ok, error, remnants, stopped }: CheckReport): number {
  if (error !== undefined) return exitCodes.target;
  if (stopped === "interrupted") return exitCodes.interrupted;
  return ok && remnants.length === 0 && stopped === undefined ? exitCodes.done : exitCodes.failures;
}

interface Work {
  readonly loaded: LoadedConfig;
  readonly target: TargetConfig;
  readonly files: ConnectorFiles;
  readonly flags: CheckFlags;
  readonly signals: StopSignals;
  readonly recording: HarFile | undefined;
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

async function checkOne(work: Work): Promise<CheckReport> {
  const { loaded, target, flags, signals, recording, options, terminal } = work;
  const hidden = namesToHide(target.users.template.secret ?? []);
  const log = createLogger(options);
  let sent = 0;
  const report = await checkTarget({
    target: await checkedTarget(work),
    open: ({ record, retry }) =>
      new ScimClient({
        ...clientSettings(target),
        ...(retry !== undefined && { retry }),
        record(exchange) {
          sent += 1;
          if (!options.quiet) terminal.progress(`${target.id}: ${sent} requests`);
          record?.(exchange);
          recording?.add(harEntry(exchange, hidden));
        },
        clock: systemClock,
        log,
        signal: signals.abort,
      }),
    clock: systemClock,
    random: Math.random,
    stop: signals.stop,
    abort: signals.abort,
    ...(flags.write === true && {
      writing: {
        domain: flags.domain,
        ledger: fileLedger({
          file: `${loaded.config.state}.check.json`,
          baseUrl: target.baseUrl,
          pid: process.pid,
          isRunning,
        }),
        onPlan(names) {
          if (options.quiet) return;
          terminal.note(`${target.id}: these are made there, tried, and removed again:`);
          for (const name of names) terminal.note(`  ${name}`);
        },
      },
    }),
  });
  return { ...report, warnings: [...lifetimeNotices([target]), ...report.warnings] };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function checkedTarget({ loaded, target, files }: Work): Promise<CheckedTarget> {
  const { id, baseUrl, profile, users, groups } = target;
  const { actions, match } = users.policy;
  const learnt = await recalled(loaded, target);
  return {
    id,
    baseUrl,
    match,
    knobs: knobsOf(profile, { originOf: (knob) => originIn(files, knob), learnt }),
    deactivates: actions.includes("deactivate") && isOfAnyCause(users.policy, switchesOff),
    deletes: actions.includes("delete") && isOfAnyCause(users.policy, deletes),
    pushesGroups: groups.template.push.length > 0 || groups.template.where !== undefined,
  };
}

function switchesOff({ deprovision }: DeparturePolicy): boolean {
  return deprovision === "deactivate";
}

function deletes({ deprovision, deleteAfter }: DeparturePolicy): boolean {
  return deprovision === "delete" || deleteAfter !== undefined;
}

/** What pushes found out, where there is a state file that can be read. */
async function recalled(loaded: LoadedConfig, target: TargetConfig): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(loaded.config.state)) return new Map();
  return withStore(loaded, (store) => {
    const learnt = recallLearnt(store, systemClock, target);
    return new Map(
      factNames.flatMap((name): [string, string][] => {
        const value: string | undefined = learnt.get(name as FactName);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  });
}

function refuseSave({ save }: CheckFlags, targets: readonly TargetConfig[]): void {
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
