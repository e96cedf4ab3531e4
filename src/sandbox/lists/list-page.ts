import type { Query } from "./list-query.ts";
import { pageSize } from "./page-limits.ts";
import { Hangup, Refusal, refusal } from "../refusal.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Which of the resources found an answer holds, and what it says of that. */
export interface ListPage {
  /** From this one, counted from 0; so many at most. */
  readonly skip: number;
  readonly take: number;
  /** Members of the ListResponse that tell the place. */
  readonly place: Readonly<Record<string, string | number>>;
}

/** The page a query is answered with: RFC 7644 section 3.4.2.4, RFC 9865. Throws `Refusal`. */
export function listPageOf(provider: ServiceProvider, query: Query, total: number): ListPage {
  const { dialect } = provider;
  const count = Math.max(0, query.count ?? pageSize.normal);
  if (query.count === 0 && provider.has("countZeroFails")) throw new Refusal(500, "Internal Server Error");
  if (dialect.paging === "none" || provider.has("pagingIgnored"))
    return { skip: 0, take: total, place: { startIndex: 1 } };
  if (dialect.paging === "firstPage") return { skip: 0, take: clamp(count), place: { startIndex: 1 } };
  if (provider.has("everyPageIsFirst")) return { skip: 0, take: 20, place: { startIndex: 1 } };
  const most = provider.has("pagesOfTen") ? Math.min(count, 10) : clamp(count);
  const isByCursor = isCursorOnly(provider) || (query.cursor !== undefined && hasCursors(provider));
  if (isByCursor) return byCursor(provider, query, { most, total });
  return byIndex(provider, query, { most, total });
}

function clamp(count: number): number {
  return Math.min(count, pageSize.most);
}

interface Extent {
  readonly most: number;
  readonly total: number;
}

function byIndex(provider: ServiceProvider, query: Query, { most, total }: Extent): ListPage {
  const base = provider.has("zeroBased") ? 0 : 1;
  const startIndex = Math.max(base, query.startIndex ?? base);
  const place = { startIndex };
  const skip = startIndex - base;
  if (skip > 0 && skip >= total && provider.has("pastEndResets")) throw new Hangup();
  if (skip >= total && provider.has("rowsPastEnd"))
    return { skip: Math.max(0, total - most), take: most, place };
  return { skip, take: most, place };
}

/** Whether pages can be had by cursor at all. */
export function hasCursors(provider: ServiceProvider): boolean {
  return (
    isCursorOnly(provider) ||
    provider.has("cursorLosesLast") ||
    provider.has("cursorNeedsCount") ||
    provider.has("cursorExpires")
  );
}

/** Whether they can be had by cursor alone, so that a query without one is answered by cursor too. */
export function isCursorOnly(provider: ServiceProvider): boolean {
  return provider.dialect.paging === "cursor" || provider.has("cursorOnly");
}

function byCursor(provider: ServiceProvider, query: Query, { most, total }: Extent): ListPage {
  const { cursor = "", count } = query;
  if (count === undefined && query.cursor !== undefined && provider.has("cursorNeedsCount"))
    throw refusal("invalidCount", "a cursor needs a count");
  const skip = cursor === "" ? 0 : readCursor(cursor, total);
  if (cursor !== "") refuseExpired(provider);
  const next = skip + most;
  const isLost = provider.has("cursorLosesLast") && next === total - 1;
  const hasNext = most > 0 && next < total && !isLost;
  return {
    skip,
    take: most,
    place: {
      ...(hasNext && { nextCursor: writeCursor(next) }),
      ...(skip > 0 && { previousCursor: writeCursor(Math.max(0, skip - most)) }),
    },
  };
}

/** Each third page by cursor comes too late. */
function refuseExpired(provider: ServiceProvider): void {
  if (!provider.has("cursorExpires")) return;
  provider.cursorsAsked.count += 1;
  if (provider.cursorsAsked.count % 3 === 0) throw refusal("expiredCursor", "the cursor has expired");
}

function writeCursor(skip: number): string {
  return Buffer.from(`from ${skip}`).toString("base64url");
}

function readCursor(cursor: string, total: number): number {
  const [, skip] = /^from (\d{1,12})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (skip === undefined || Number(skip) > total) throw refusal("invalidCursor", "there is no such cursor");
  return Number(skip);
}
