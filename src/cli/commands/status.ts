import { systemClock } from "../../clock.ts";
import { UsageError } from "../../errors.ts";
import type { DepartureCause } from "../../plan/departure.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { targetStatus } from "../../sync/target-status.ts";
import type { GlobalOptions } from "../global-options.ts";
import { leftBehindBy } from "../left-behind.ts";
import { holderJson, statusText } from "../render-status.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

export interface StatusFlags {
  readonly leaving?: boolean;
  readonly pending?: boolean;
  readonly cause?: DepartureCause;
  readonly limit: number;
  readonly check?: boolean;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly notify?: boolean;
}

/** `scimsync status`: one screen for all targets, or a list of people; from state file and config alone, while a run goes on or not. */
export async function showStatus(
  context: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  flags: StatusFlags,
): Promise<number> {
  if (flags.check === true) return (await import("./status-check.ts")).checkStatus(context, targets, flags);
  if (flags.notify === true) throw new UsageError("--notify goes with --check; write status --check too");
  if (flags.leaving === true) return (await import("./status-lists.ts")).showLeaving(context, targets, flags);
  if (flags.cause !== undefined)
    throw new UsageError("--cause is about --leaving; write status --leaving too");
  if (flags.pending === true) return (await import("./status-lists.ts")).showPending(context, targets, flags);
  const { options, terminal } = context;
  const loaded = await openConfig(options, terminal);
  const ids = new Set(chooseTargets(loaded.config, targets));
  const chosen = loaded.config.targets.filter(({ id }) => ids.has(id));
  const now = systemClock.now();
  const { maxAge } = flags;
  const { holder, status, leftBehind } = await withStore(loaded, (store) => {
    const holder = store.holder(now);
    return {
      holder,
      status: chosen.map((target) => targetStatus(store, target, { now, maxAge, holder })),
      leftBehind: targets.length > 0 ? [] : leftBehindBy(store, loaded.config),
    };
  });
  if (options.json) {
    const lock = holder === undefined ? {} : { lock: holderJson(holder) };
    const left = leftBehind.length > 0 ? { leftBehind } : {};
    await terminal.out(`${JSON.stringify({ version: 1, ...lock, targets: status, ...left })}\n`);
  } else await terminal.out(statusText({ holder, status, leftBehind }, terminal, now));
  return 0;
}
