import type { Clock } from "../clock.ts";
import { isoTime } from "../clock.ts";
import type { AlertStore } from "../store/alert-store.ts";
import type { Channel } from "./channel.ts";
import { dueTo, type Told } from "./alert.ts";
import type { Standing } from "./trouble.ts";

export interface Telling {
  readonly channels: readonly Channel[];
  readonly store: AlertStore;
  readonly clock: Clock;
  /** The machine's name. */
  readonly host: string;
  readonly signal: AbortSignal;
}

/**
 * Tells each channel what is new about each standing, and keeps what it was told of. What did not arrive is told by the next
 * run. Gives a sentence for each channel that could not be told.
 */
export async function tell(telling: Telling, standings: readonly Standing[]): Promise<readonly string[]> {
  const { channels, store } = telling;
  store.keepOnly(channels.map(({ id }) => id));
  const refused = await Promise.all(channels.map((channel) => tellChannel(telling, channel, standings)));
  return refused.flat();
}

async function tellChannel(
  { store, clock, host, signal }: Telling,
  channel: Channel,
  standings: readonly Standing[],
): Promise<readonly string[]> {
  for (const standing of standings.filter(({ target }) => channel.wants(target))) {
    const at = isoTime(clock.now());
    const subject = standing.target ?? "";
    const { alerts, told } = dueTo(channel.on, read(store.told(channel.id, subject)), standing, at);
    try {
      for (const alert of alerts) await channel.deliver({ version: 1, ...alert, at, host }, signal);
    } catch (error) {
      // The next run tries again; a channel that is down is not tried for each target.
      return [
        `nobody was told by ${channel.name}: ${error instanceof Error ? error.message : String(error)}`,
      ];
    }
    store.tell(channel.id, subject, JSON.stringify(told));
  }
  return [];
}

function read(text: string | undefined): Told {
  return text === undefined ? {} : (JSON.parse(text) as Told);
}
