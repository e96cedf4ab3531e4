import type { Logger } from "../../log.ts";
import type { PacingHeaders } from "./pacing-headers.ts";
import { readQuota } from "./quota-headers.ts";

/** What answers tell of the requests that are left, so that we wait before the first is refused. */
export interface ToldQuota {
  /** When a request may go; not later than now when it may at once. */
  readyAt(now: number): number;
  /** Milliseconds until the last of so many more requests may go, if each quota is like the one before. */
  timeFor(more: number, now: number): number;
  /** Gives whether it is the first after a wait, whose answer tells how many may follow. */
  depart(now: number): boolean;
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
  /** Requests a millisecond: as the first answer told, and later as they went from the first to the end of a wait. */
  let pace = Number.POSITIVE_INFINITY;
  let began: number | undefined;
  let went = 0;

  function judge(remaining: number | undefined): void {
    broken = remaining === 0 ? broken + 1 : 0;
    if (broken === emptyPromises) log.info({ header: names.remaining }, "quota header is not believed");
  }
  return {
    readyAt(now) {
      if (left > 0) return now;
      return isFirstOut ? Number.POSITIVE_INFINITY : Math.max(now, until);
    },
    timeFor(more, now) {
      if (more <= left) return 0;
      return Math.max(0, until - now) + Math.max(0, more - Math.max(0, left)) / pace;
    },
    depart(now) {
      began ??= now;
      if (left <= 0 && now > began) pace = went / (now - began);
      went += 1;
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
      if (pace === Number.POSITIVE_INFINITY) pace = (said.remaining + went) / said.resetIn;
      left = said.remaining - inFlight;
      until = now + said.resetIn;
    },
  };
}
