import type { Clock } from "../clock.ts";
import type { Send } from "./connection/transport.ts";

/** Learns the provider's time from its answers. */
export interface ClockWatch {
  readonly send: Send;
  /** Milliseconds by which our clock is ahead of the provider's; undefined while no answer told its time. */
  readonly skew: number | undefined;
}

/** Every answer of a server with a clock says when it was made (RFC 9110 §6.6.1); the first that does so is enough. */
export function watchClock(send: Send, clock: Clock): ClockWatch {
  let skew: number | undefined;
  return {
    get skew() {
      return skew;
    },
    async send(request, signal) {
      const response = await send(request, signal);
      if (skew === undefined) {
        const theirs = Date.parse(response.headers["date"] ?? "");
        if (!Number.isNaN(theirs)) skew = clock.now() - theirs;
      }
      return response;
    },
  };
}
