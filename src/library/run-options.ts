import { type Clock, systemClock } from "../clock.ts";
import type { LoadedConfig } from "../config/load.ts";
import { UsageError } from "../errors.ts";
import { type Logger, silentLogger } from "../log.ts";
import type { Check } from "../source/expect.ts";
import type { HandedSources } from "../source/program/program-record.ts";
import type { Store } from "../store/store.ts";
import { isPartial, type Mode } from "../sync/planning/planning.ts";
import type { SyncOptions } from "../sync/sync.ts";

/** What a run may be told; all of it may be left out. */
export interface RunSettings {
  /** Ids of the targets to run; all when left out or empty. */
  readonly targets?: readonly string[];
  /** `sync` when left out: what differs from what was last sent. `only` and `provision` take `keys`. */
  readonly mode?: Mode;
  /** With mode `reapply`: send all that is wanted, also what was last sent the same. */
  readonly force?: boolean;
  /** Keys of users or groups, with mode `only` or `provision`. */
  readonly keys?: readonly string[];
  /** How many accounts and groups are read again after the run; as the config says when left out. */
  readonly verify?: number;
  /** How many held removals may go in this run; 0 when left out. */
  readonly allowRemovals?: number;
  /** Expectations of the sources that are waived for this run, such as `maxShrink`. */
  readonly accept?: readonly Check[];
  /** For the sources of `type: program`, by name. */
  readonly sources?: HandedSources;
  /** Given each fact of the run as a line; pino is one. Nobody when left out. */
  readonly log?: Logger;
  /** That of the machine when left out. */
  readonly clock?: Clock;
  /** 0 to 1, as `Math.random`, which it is when left out: ids of runs, pauses before retries, samples. */
  readonly random?: () => number;
  /** Aborted to end the run in good order: what is under way is finished and written down, nothing new is begun. */
  readonly signal?: AbortSignal;
  /** Aborted to end it at once: what was sent and not answered is found out by the next run. */
  readonly abort?: AbortSignal;
}

/**
 * The options of `plan` and `sync`, with what `settings` leave out filled in; `onEvent`, `onRecords` and others may be
 * spread over them. Throws `UsageError` for settings that do not go together.
 */
export function runOptions(loaded: LoadedConfig, store: Store, settings: RunSettings = {}): SyncOptions {
  const { mode = "sync", force = false, keys = [], accept, signal, verify, sources, abort } = settings;
  if (force && mode !== "reapply") throw new UsageError("force goes with mode: reapply");
  if (keys.length > 0 && !isPartial({ mode }))
    throw new UsageError(`keys go with mode: only or provision, not ${mode}`);
  if (mode === "only" && keys.length === 0) throw new UsageError("mode: only needs keys");
  return {
    loaded,
    store,
    targets: settings.targets ?? [],
    mode,
    force,
    keys,
    allowRemovals: settings.allowRemovals ?? 0,
    ...(accept !== undefined && { accepted: new Set(accept) }),
    ...(verify !== undefined && { verify }),
    ...(sources !== undefined && { sources }),
    clock: settings.clock ?? systemClock,
    random: settings.random ?? Math.random,
    log: settings.log ?? silentLogger,
    stop: signal ?? new AbortController().signal,
    ...(abort !== undefined && { abort }),
    onRecords() {},
    onEvent() {},
  };
}
