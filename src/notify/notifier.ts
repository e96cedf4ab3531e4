import { occasions } from "../config/notify-schema.ts";
import { compileWildcards } from "../mapping/wildcard.ts";
import type { Channel } from "./channel.ts";

/** What somebody is told; the same as a command or a webhook of `notify` gets, as plain data. */
export type Alert = Parameters<Channel["deliver"]>[0];

/** Of what somebody may be told. */
export type Occasion = Alert["occasion"];

/** A program that is told of what is wrong with a target, or right again: once for each change, not each run. */
export interface Notifier {
  /**
   * What it was told of stands in the state file under this name: give it another one, and it is told again of all that is
   * wrong.
   */
  readonly name: string;
  /** All occasions when left out. */
  readonly on?: readonly Occasion[];
  /** Ids of targets, `*` stands for any text; all when left out. What concerns no single target is told in any case. */
  readonly targets?: readonly string[];
  /**
   * Is told while the state file is locked: it must not begin a run. When it throws, rejects, or takes longer than a
   * minute (`signal` is aborted then), it was not told, and the next run tries again.
   */
  tell(alert: Alert, signal: AbortSignal): Promise<void> | void;
}

/** The channel to a program. */
export function channelTo(notifier: Notifier): Channel {
  const { name, on = occasions, targets } = notifier;
  const isWanted = targets === undefined ? () => true : compileWildcards(targets);
  return {
    // The state file keeps such channels although no config names them.
    id: `program:${name}`,
    name: `the notifier ${name}`,
    on: new Set(on),
    wants: (target) => target === undefined || isWanted(target),
    deliver: (alert, signal) => untilAborted(async () => notifier.tell(alert, signal), signal),
  };
}

/** Nobody waits longer for a program than the signal says. */
function untilAborted(act: () => Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error("it took too long"));
    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    act()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", giveUp));
  });
}
