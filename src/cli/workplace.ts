import { systemClock } from "../clock.ts";
import { UsageError } from "../errors.ts";
import { loadConfig, type LoadedConfig, type Purpose } from "../config/load.ts";
import type { Check } from "../source/expect.ts";
import { privacyWarnings } from "../store/sqlite/file-mode.ts";
import type { Store } from "../store/store.ts";
import { connectorFolder } from "./connector-folder.ts";
import type { GlobalOptions } from "./global-options.ts";
import { createLogger } from "./logger.ts";
import { createProgress } from "./progress.ts";
import { stopSignals } from "./stop-signals.ts";
import { openState } from "../sync/open-state.ts";
import type { Mode } from "../sync/planning/planning.ts";
import type { SyncOptions } from "../sync/sync.ts";
import type { Terminal } from "./terminal.ts";
import type { Trace } from "../trace.ts";

/** Loads the config, and tells what was put right in it when it is to be run. */
export async function openConfig(
  options: GlobalOptions,
  terminal: Terminal,
  purpose: Purpose = "run",
): Promise<LoadedConfig> {
  const loaded = await loadConfig(options.config, terminal.environment, connectorFolder, purpose);
  if (options.quiet || purpose === "source") return loaded;
  for (const notice of loaded.config.notices) terminal.note(`notice: ${notice}`);
  for (const warning of privacyWarnings(loaded.config.state)) terminal.note(`warning: ${warning}`);
  return loaded;
}

export interface RunFlags {
  readonly targets: readonly string[];
  readonly reapply?: boolean;
  readonly force?: boolean;
  readonly reconcile?: boolean;
  readonly only?: readonly string[];
  /** Accounts and groups to be read again. */
  readonly verify?: number;
  readonly allowRemovals?: number;
  readonly accept?: readonly Check[];
  /** Milliseconds. */
  readonly maxRuntime?: number;
  /** Follows the run as spans. */
  readonly trace?: Trace | undefined;
}

/** Does work that needs the whole engine, and tidies up after it whatever happens. */
export async function withEngine<T>(
  options: GlobalOptions,
  terminal: Terminal,
  flags: RunFlags,
  work: (engine: SyncOptions) => Promise<T>,
): Promise<T> {
  if (flags.force === true && flags.reapply !== true)
    throw new UsageError(
      "--force sends everything again, which goes with --reapply; write --reapply --force",
    );
  const loaded = await openConfig(options, terminal);
  return withStore(loaded, async (store) => {
    const progress = createProgress(
      terminal,
      () => systemClock.now(),
      options.quiet || flags.only !== undefined,
    );
    const signals = stopSignals(terminal, { maxRuntime: flags.maxRuntime, quiet: options.quiet });
    try {
      return await work({
        loaded,
        store,
        targets: flags.targets,
        mode: modeOf(flags),
        force: flags.force === true,
        ...(flags.verify !== undefined && { verify: flags.verify }),
        keys: flags.only ?? [],
        allowRemovals: flags.allowRemovals ?? 0,
        accepted: new Set(flags.accept),
        clock: systemClock,
        random: Math.random,
        log: createLogger(options),
        stop: signals.stop,
        abort: signals.abort,
        ...(flags.trace !== undefined && { trace: flags.trace }),
        onRecords: (records) => progress.onRecords(records),
        onEvent: (event) => progress.onEvent(event),
      });
    } finally {
      progress.end();
      signals.release();
    }
  });
}

function modeOf({ only, reapply, reconcile }: RunFlags): Mode {
  if (only !== undefined) return "only";
  if (reconcile === true) return "reconcile";
  return reapply === true ? "reapply" : "sync";
}

/** Opens the state file of a config for the time of some work. */
export async function withStore<T>(
  { config }: LoadedConfig,
  work: (store: Store) => Promise<T> | T,
): Promise<T> {
  const store = await openState(config);
  try {
    return await work(store);
  } catch (error) {
    throw store.faultOf(error);
  } finally {
    store.close();
  }
}
