import type { Logger } from "../../log.ts";
import type { PacingHeaders } from "./pacing-headers.ts";
import { readQuota } from "./quota-headers.ts";

/** What answers tell of the requests that are left, so that we wait before the first is refused. */
export interface ToldQuota {
  /** When a request may go; not later than now when it may at once. */
  readyAt(now: number): number;
  /** Gives whether it is the first after a wait, whose answer tells how many may follow. */
  depart(): boolean;
  /** `inFlight`: other requests that are under way, which the answer may not count yet. */
  answered(
    isFirst: boolean,
    headers: Readonly<Record<string, string>> | undefined,
    now: number,
    inFlight: number,
  ): void;
}

/** So often in a row nothing is left at once after the wait: then the header does not mean what it says. */
const emptyPromises = 2;

/** Waits of more than `longestWait` milliseconds are left to the provider to insist on. */
export function createToldQuota(names: PacingHeaders["quota"], longestWait: number, log: Logger): ToldQuota {
  let left = Number.POSITIVE_INFINITY;
  let until = 0;
  let isFirstOut = false;
  let broken = 0;

  function judge(remaining: number | undefined): void {
    broken = remaining === 0 ? broken + 1 : 0;
    if (broken === emptyPromises) log.info({ header: names.remaining }, "quota header is not believed");
  }
  return {
    readyAt(now) {
      if (left > 0) return now;
      return isFirstOut ? Number.POSITIVE_INFINITY : Math.max(now, until);
    },
    depart() {
      isFirstOut ||= left <= 0;
      if (isFirstOut) return true;
      left -= 1;
      return false;
    },
    answered(isFirst, headers, now, inFlight) {
      if (broken >= emptyPromises || (isFirstOut && !isFirst)) return;
      const said = headers === undefined ? undefined : readQuota(headers, names, now);
      if (isFirst) {
        isFirstOut = false;
        left = Number.POSITIVE_INFINITY;
        judge(said?.remaining);
      }
      if (said === undefined || broken >= emptyPromises || said.resetIn > longestWait) return;
      left = said.remaining - inFlight;
      until = now + said.resetIn;
    },
  };
}
