import { hostname } from "node:os";
import { dirname } from "node:path";
import { ConfigError, LockedError, SourceError, StateError, TargetError } from "../errors.ts";
import type { Notifier } from "./notifier.ts";
import type { Standing } from "./trouble.ts";
import type { RunReport } from "../sync/report.ts";
import type { SyncOptions } from "../sync/sync.ts";

const patience = 60_000;

/** Takes lines for people. */
interface Terminal {
  note(line: string): void;
}

/** A run with those besides the channels of the config who are told of it. */
export interface ToldRun extends Pick<SyncOptions, "loaded" | "store" | "clock"> {
  readonly notifiers?: readonly Notifier[];
}

/**
 * Does a run of whole targets, and tells the channels of `notify` what it came to, before its errors go on. Who cannot be
 * told does not change what the run came to: a line says so.
 */
export async function notifying(
  engine: ToldRun,
  terminal: Terminal,
  run: () => Promise<readonly RunReport[]>,
): Promise<readonly RunReport[]> {
  const { loaded, clock, notifiers = [] } = engine;
  if (loaded.config.notify.length === 0 && notifiers.length === 0) return run();
  const expiries = new Map(loaded.config.targets.map((target) => [target.id, target.expiries ?? []]));
  const { standingAfter, standingAfterFault } = await import("./trouble.ts");
  try {
    const reports = await run();
    const began: readonly Standing[] = [{ target: undefined, troubles: [], lookedAt: ["failure"] }];
    const now = clock.now();
    const standings = reports.flatMap(
      (report) => standingAfter(report, expiries.get(report.target) ?? [], now) ?? [],
    );
    await tellAll(engine, terminal, [...began, ...standings]);
    return reports;
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== undefined)
      await tellAll(engine, terminal, [standingAfterFault(reason, (error as Error).message)]);
    throw error;
  }
}

/** What kept a run from its targets; undefined for what is nobody's business but that of who typed the command. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof SourceError) return "source";
  if (error instanceof ConfigError) return "config";
  if (error instanceof StateError) return "state";
  if (error instanceof TargetError) return error.reason;
  return undefined;
}

/** Tells the channels of the config; a locked state file is left to the run that holds it. */
export async function tellAll(
  { loaded, store, clock, notifiers = [] }: ToldRun,
  terminal: Terminal,
  standings: readonly Standing[],
): Promise<void> {
  const { file, notify } = loaded.config;
  const [{ openChannels }, { tell }, { channelTo }] = await Promise.all([
    import("./open-channels.ts"),
    import("./tell.ts"),
    import("./notifier.ts"),
  ]);
  try {
    const lock = store.lock(() => clock.now(), "notify");
    try {
      const channels = [...openChannels(notify, dirname(file)), ...notifiers.map(channelTo)];
      const signal = AbortSignal.timeout(patience);
      const telling = { channels, store: store.alerts, clock, host: hostname(), signal };
      for (const refusal of await tell(telling, standings))
        terminal.note(`warning: ${refusal}; the next run tries again`);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
  }
}
