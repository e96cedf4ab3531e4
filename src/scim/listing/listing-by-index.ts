import type { Asker } from "./listing-asker.ts";
import { readByCursor } from "./listing-by-cursor.ts";
import type { Ending } from "./listing-end.ts";

/** A provider that never ends its list ends here. */
const mostPages = 20_000;

export interface ByIndex {
  /** Resources asked for in one page. */
  readonly count: number;
  /** Whether a cursor in the answer is taken up. */
  readonly mayTurn: boolean;
  /** Whether `totalResults` is believed. */
  readonly trust: boolean;
  /** The index of the first resource. */
  readonly firstIndex: 0 | 1;
  /** Where to begin; with the first when absent. */
  readonly startIndex?: number;
}

const end: Ending = { natural: true, by: "index" };
const repeated: Ending = { natural: false, why: "a page brought nothing but what had come before" };

/**
 * Pages by `startIndex` (RFC 7644 §3.4.2.4). Goes on by what came, since some give fewer than asked for, and ends on a
 * page that has nothing new: some answer rows for a page behind the end, some ignore `startIndex`.
 */
export async function readByIndex(asking: Asker, how: ByIndex): Promise<Ending> {
  const { gathering } = asking;
  const { count, mayTurn, trust } = how;
  const isAll = () => trust && gathering.isTold && gathering.seen.size === gathering.total;
  let { startIndex = how.firstIndex } = how;
  for (let pages = 0; pages < mostPages; pages += 1) {
    // Some fail on a page behind the end; when all has come already, that is the end.
    const request = { startIndex, count };
    const { page, fresh } = isAll() ? await asking.tryFor(request) : await asking.ask(request);
    if (page.nextCursor !== undefined && mayTurn) {
      return readByCursor(asking, { cursor: page.nextCursor, count });
    }
    if (page.rows === 0) {
      // Some count from 0, so that one was jumped over. Those who keep to the RFC take 0 for 1.
      const isMissing = trust && how.firstIndex === 1 && gathering.seen.size < (gathering.total ?? 0);
      if (isMissing) await asking.tryFor({ startIndex: 0, count });
      return end;
    }
    if (fresh === 0) return isAll() ? end : repeated;
    startIndex += page.rows;
    // A full page may be one of which totalResults counts no more than itself.
    if (isAll() && page.rows < count) return end;
  }
  return { natural: false, why: `it had not ended after ${mostPages} pages` };
}
