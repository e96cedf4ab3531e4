import type { Network } from "../support/simulated-time.ts";

/** Sees from the network whether pauses that a server asked for are kept. */
export interface PauseWatch {
  readonly network: Network;
  /** Pauses asked for, those together that overlap. */
  readonly pauses: number;
  /** Requests that left while a pause was in force. */
  readonly early: number;
  /** Requests that left after a pause before the first one was answered. */
  readonly besidesScout: number;
  /** Requests without an answer. */
  readonly silences: number;
}

/** Seconds, a date, or an instant in milliseconds since 1970. */
function readWait(text: string): number {
  const number = Number(text);
  if (Number.isNaN(number)) return Date.parse(text) - Date.now();
  return number > 100_000_000_000 ? number - Date.now() : number * 1000;
}

export function watchPauses(): PauseWatch {
  const seen = { until: 0, pauses: 0, early: 0, besidesScout: 0, silences: 0, scouts: 0, isScouting: false };
  function pause(ms: number): void {
    const now = Date.now();
    if (now >= seen.until) seen.pauses += 1;
    seen.until = Math.max(seen.until, now + ms);
    seen.isScouting = true;
    seen.scouts = 0;
  }
  function settled(): void {
    if (Date.now() >= seen.until) seen.isScouting = false;
  }
  const network: Network = {
    onLeave() {
      if (Date.now() < seen.until) seen.early += 1;
      else if (seen.isScouting) seen.scouts += 1;
      if (seen.scouts > 1) seen.besidesScout += 1;
    },
    onAnswer(status, headers) {
      const asked = headers["retry-after"];
      if (status !== 429 || typeof asked !== "string") return settled();
      // What leaves at this very moment left before the client could read the answer.
      const ms = readWait(asked);
      setImmediate(() => pause(ms));
    },
    onSilence() {
      seen.silences += 1;
      settled();
    },
  };
  return {
    network,
    get pauses() {
      return seen.pauses;
    },
    get early() {
      return seen.early;
    },
    get besidesScout() {
      return seen.besidesScout;
    },
    get silences() {
      return seen.silences;
    },
  };
}
