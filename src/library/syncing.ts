import type { LoadedConfig } from "../config/load.ts";
import { StoppedError } from "../errors.ts";
import { notifying } from "../notify/notifying.ts";
import type { Notifier } from "../notify/notifier.ts";
import type { Store } from "../store/store.ts";
import { chooseTargets } from "../sync/choose-targets.ts";
import { exitCodes, worstOf } from "../sync/exit-code.ts";
import { isPartial } from "../sync/planning/planning.ts";
import type { RunReport } from "../sync/report.ts";
import { sync, type SyncOptions } from "../sync/sync.ts";
import { EventQueue } from "./event-queue.ts";
import { runOptions, type RunSettings } from "./run-options.ts";
import { type FinishedEvent, type SyncEvent, toSyncEvent } from "./sync-event.ts";

const usualRoom = 10_000;

/** What `syncing` may be told; all of it may be left out. */
export interface SyncingSettings extends RunSettings {
  /** Who is told of trouble, besides the channels of the config's `notify`. Not of runs of mode `only` or `provision`. */
  readonly notifiers?: readonly Notifier[];
  /** False tells nobody, not the channels of the config either. True when left out. */
  readonly notify?: boolean;
  /** So many events may wait for a slow reader; 10,000 when left out. Operations beyond are told as `missed`. */
  readonly room?: number;
}

/**
 * Reads the source, plans, guards and pushes, as `scimsync sync` does, and gives what happens as events; the last one is
 * `finished`, and what it holds is the value returned. The run begins when the first event is asked for, and never waits for
 * its reader.
 *
 * Whoever leaves the loop ends the run as `signal` does, and goes on when the run is over: the store can be closed then.
 * Throws from the loop what `sync` throws: `SourceError`, `ConfigError`, `UsageError`, `LockedError`, `StateError`, and
 * `StoppedError` when it was told to end before it came to a target. What goes wrong at one target stands in its report.
 */
export async function* syncing(
  loaded: LoadedConfig,
  store: Store,
  settings: SyncingSettings = {},
): AsyncGenerator<SyncEvent, FinishedEvent, undefined> {
  const queue = new EventQueue(settings.room ?? usualRoom);
  const stop = new AbortController();
  const release = follow(settings.signal, stop);
  const options = runOptions(loaded, store, { ...settings, signal: stop.signal });
  const running = run(told(options, queue), settings, queue).finally(() => queue.close());
  // Whether anybody waits for it by then or not.
  running.catch(() => {});
  try {
    for (let events = await queue.take(); events.length > 0; events = await queue.take()) yield* events;
    const finished = finishedEvent(options, await running);
    yield finished;
    return finished;
  } finally {
    stop.abort(new StoppedError("nobody reads the events of this run any more"));
    await overOf(running);
    release();
  }
}

/** Aborts `stop` when the signal is aborted; gives what ends that. */
function follow(signal: AbortSignal | undefined, stop: AbortController): () => void {
  if (signal === undefined) return () => {};
  function onAbort(): void {
    const reason: unknown = signal?.reason;
    stop.abort(reason instanceof StoppedError ? reason : new StoppedError("the program told it to end"));
  }
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  return () => signal.removeEventListener("abort", onAbort);
}

/** The same options, with all that is told put in the queue. */
function told(options: SyncOptions, queue: EventQueue): SyncOptions {
  let records = 0;
  return {
    ...options,
    onRecords(more) {
      records += more;
      queue.put({ kind: "reading", records });
    },
    onEvent(event) {
      const told = toSyncEvent(event);
      if (told !== undefined) queue.put(told);
    },
    onReport: (report) => queue.put({ kind: "report", target: report.target, report }),
  };
}

async function run(
  options: SyncOptions,
  { notifiers = [], notify = true }: SyncingSettings,
  queue: EventQueue,
): Promise<readonly RunReport[]> {
  // A run of some says nothing of how a target is.
  if (!notify || isPartial(options)) return sync(options);
  const note = (line: string) => queue.put({ kind: "warning", message: line.replace(/^warning: /, "") });
  return notifying({ ...options, notifiers }, { note }, () => sync(options));
}

function finishedEvent({ loaded, targets, stop }: SyncOptions, reports: readonly RunReport[]): FinishedEvent {
  const codes = reports.map(({ exitCode }) => exitCode);
  const begun = new Set(reports.map(({ target }) => target));
  return {
    kind: "finished",
    exitCode: worstOf(stop.aborted ? [...codes, exitCodes.interrupted] : codes),
    reports,
    notBegun: chooseTargets(loaded.config, targets).filter((id) => !begun.has(id)),
  };
}

/** Waits until the run is over; that it was told to end is no fault of it. */
async function overOf(running: Promise<unknown>): Promise<void> {
  try {
    await running;
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
  }
}
