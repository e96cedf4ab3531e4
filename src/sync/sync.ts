import { UsageError } from "../errors.ts";
import { namesRead } from "./read/attribute-names.ts";
import { chooseTargets } from "./choose-targets.ts";
import { readLookupTables } from "./read/lookup-tables.ts";
import { type LivePlan, planOnly } from "./planning/plan-only.ts";
import { isPartial } from "./planning/planning.ts";
import { pruneInPassing } from "./prune.ts";
import { readSources, type SourceReading } from "./read/read-sources.ts";
import type { Store } from "../store/store.ts";
import type { RunReport } from "./report.ts";
import type { RunContext } from "./run-context.ts";
import { runTarget } from "./run-target.ts";
import { compileTargets, type Target } from "./target.ts";

/** What to run on; everything that can differ between two runs is a parameter. */
export interface SyncOptions extends Omit<RunContext, "reading" | "readMs">, Omit<SourceReading, "stop"> {
  /** Ids of the targets to run; empty means all. */
  readonly targets: readonly string[];
}

/**
 * Reads the directory, and brings each target in line with it: accept the source, then for each target plan, guard,
 * push, report. Throws `SourceError`, `ConfigError`, `LockedError`, and `StoppedError` when it is told to end while it
 * reads, before any request is sent; what goes wrong at one target stands in its report, and the others go on.
 */
export async function sync(options: SyncOptions): Promise<readonly RunReport[]> {
  return withDirectory(options, "sync", async (context, targets) => {
    const reports: RunReport[] = [];
    for (const target of targets) {
      if (context.stop.aborted) break;
      const report = await runTarget(context, target);
      reports.push(report);
      context.onReport?.(report);
    }
    const { retention } = options.loaded.config;
    if (retention !== undefined) pruneInPassing(options.store, retention, options.clock.now());
    return reports;
  });
}

/**
 * What `sync` would do, without a request. `show` is given each plan while its operations can be read; nothing of it
 * is kept.
 */
export async function plan(
  options: SyncOptions,
  show: (plan: LivePlan) => Promise<void> | void,
): Promise<void> {
  await withDirectory(options, "plan", async (context, targets) => {
    for (const target of targets) await planOnly(context, target, show);
  });
}

/**
 * Does work on the directory as it is now, under the lock of the state; `command` tells others what that is. Throws as
 * `sync` does.
 */
export async function withDirectory<T>(
  options: SyncOptions,
  command: string,
  work: (context: RunContext, targets: readonly Target[]) => Promise<T>,
): Promise<T> {
  const { store, clock, loaded } = options;
  const wanted = new Set(chooseTargets(loaded.config, options.targets));
  // What is wrong whatever the source holds is told before it is read.
  const tables = await readLookupTables(loaded.config);
  compileTargets(loaded, "any", tables);
  const lock = store.lock(() => clock.now(), command);
  try {
    noteTime(options);
    const begunAt = clock.now();
    const reading = await readSources({ ...options, tables });
    const readMs = Math.max(0, clock.now() - begunAt);
    const names = namesRead(reading);
    const targets = compileTargets(loaded, names, tables);
    if (isPartial(options)) refuseUnknownKeys(store, options.keys);
    return await work(
      { ...options, reading, readMs },
      targets.filter(({ config }) => wanted.has(config.id)),
    );
  } catch (error) {
    throw store.faultOf(error);
  } finally {
    lock.release();
  }
}

function noteTime({ store, clock, log }: SyncOptions): void {
  const ms = store.keepTime(clock.now());
  if (ms === undefined) return;
  const hours = Math.round(ms / 3_600_000);
  log.warn({ hours }, "the clock was put back since the last run; what waited for a time is looked at now");
}

/** Throws `UsageError` for keys that no source ever had. */
export function refuseUnknownKeys(store: Store, keys: readonly string[]): void {
  const unknown = store.targets.unknownKeys(keys);
  if (unknown.length > 0)
    throw new UsageError(`the source has never had a user or group with the key ${unknown.join(", ")}`);
}
