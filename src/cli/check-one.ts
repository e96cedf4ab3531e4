import { existsSync } from "node:fs";
import { checkTarget, type CheckReport } from "../check/check.ts";
import { factNames, knobsOf } from "../check/knobs.ts";
import { fileLedger } from "../check/ledger.ts";
import type { CheckedTarget } from "../check/target.ts";
import { systemClock } from "../clock.ts";
import type { TargetConfig } from "../config/config.ts";
import { expiryNotices } from "../config/expiry-text.ts";
import { lifetimeNotices } from "../config/lifetime.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { ConnectorFiles } from "../connector/load.ts";
import { type DeparturePolicy, isOfAnyCause } from "../plan/departure.ts";
import { type FactName, recallLearnt } from "../push/learnt.ts";
import { ScimClient } from "../scim/client.ts";
import { harEntry } from "../scim/recording/har.ts";
import { namesToHide } from "../scim/recording/redact.ts";
import { clientSettings } from "../sync/client-settings.ts";
import type { HarFile } from "../sync/har-file.ts";
import type { GlobalOptions } from "./global-options.ts";
import { createLogger } from "./logger.ts";
import type { StopSignals } from "./stop-signals.ts";
import type { Terminal } from "./terminal.ts";
import { withStore } from "./workplace.ts";
import { originIn } from "./knob-origin.ts";

/** What the connector warns of is told first. */
export function withWarnings(report: CheckReport, { profile }: TargetConfig): CheckReport {
  return { ...report, warnings: [...profile.guide.warnings, ...report.warnings] };
}

/** Whether a check writes, and how. */
export interface CheckWriting {
  readonly write?: boolean;
  /** To find out all that can be seen, for a whole profile. */
  readonly whole?: boolean;
  /** Of the addresses of throw-away users. */
  readonly domain: string;
}

/** What a check of one target works with. */
export interface Work {
  readonly loaded: LoadedConfig;
  readonly target: TargetConfig;
  readonly files: ConnectorFiles;
  readonly flags: CheckWriting;
  readonly signals: StopSignals;
  readonly recording: HarFile | undefined;
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** Asks the target of the config what it can do. */
export async function checkOne(work: Work): Promise<CheckReport> {
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
        whole: flags.whole === true,
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
  const ends = expiryNotices(target.expiries, systemClock.now());
  return { ...report, warnings: [...ends, ...lifetimeNotices([target]), ...report.warnings] };
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
