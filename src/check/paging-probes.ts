import type { Resource } from "../scim/resource.ts";
import { type Answer, type Listing, readListing, saidBy } from "./answer.ts";
import { claimOf, type Investigation } from "./investigation.ts";
import { pageQuery } from "./page-query.ts";

/** What was seen of the list of users, for the probes that need somebody to ask about. */
export interface SeenUsers {
  readonly sample: readonly Resource[];
  readonly total: number | undefined;
}

interface Pages {
  /** Resources asked for in a page. */
  readonly count: number;
  readonly whole: Listing;
  readonly first: Listing;
  readonly second: Answer;
  readonly again: Listing | undefined;
}

/** How the list of users is read in pages (RFC 7644 section 3.4.2.4, RFC 9865). */
export async function probePages(investigation: Investigation): Promise<SeenUsers> {
  const { notes, target } = investigation;
  const whole = readListing("User", await ask(investigation, ""));
  if (whole === undefined) {
    notes.probe({
      area: "lists",
      what: "a page without startIndex and count",
      seen: "no list",
      verdict: "differs",
    });
    return { sample: [], total: undefined };
  }
  tellSize(investigation, whole);
  const known = Math.max(whole.resources.length, whole.total ?? 0);
  if (known < 2) {
    const seen = `${known === 0 ? "nobody is" : "one user is"} there, so there is no second page`;
    const knob = investigation.target.knobs.inForce("reads.paging");
    notes.probe({ area: "lists", what: "pages by startIndex", seen, knob, verdict: "unknown" });
    return { sample: whole.resources, total: whole.total };
  }
  const count = known > 2 ? 2 : 1;
  const query = (first: number) => pageQuery(target, first, count);
  const first = readListing("User", await ask(investigation, query(1)));
  const second = await ask(investigation, query(1 + count));
  const again = readListing("User", await ask(investigation, query(1)));
  if (first !== undefined) await judge(investigation, { count, whole, first, second, again });
  return { sample: whole.resources, total: whole.total };
}

function ask({ asker }: Investigation, query: string): Promise<Answer> {
  return asker.send({ method: "GET", path: `/Users${query}` });
}

function tellSize({ notes, claims, target }: Investigation, { resources, total }: Listing): void {
  const most = claims?.maxResults;
  notes.probe({
    area: "lists",
    what: "users in a page, when no count is given",
    ...(most !== undefined && { claimed: `${most} at most` }),
    seen: `${resources.length} of ${total ?? "?"}`,
    knob: target.knobs.inForce("reads.pageSize"),
    verdict: "ok",
  });
}

async function judge(investigation: Investigation, pages: Pages): Promise<void> {
  judgeTotals(investigation, pages);
  judgeOrder(investigation, pages);
  const { target, notes, claims } = investigation;
  const knob = target.knobs.inForce("reads.paging");
  const cursor = claims?.pagination.cursor === true || pages.whole.nextCursor !== undefined;
  const byCursor = cursor || knob.value === "cursor" ? await followCursor(investigation, pages) : undefined;
  const { style, seen } = styleOf(pages, target.knobs.profile.reads.firstIndex);
  notes.probe({
    area: "lists",
    what: "pages by startIndex",
    ...claimOf(claims?.pagination.index),
    seen,
    knob,
    verdict: style === "index" ? "ok" : "differs",
  });
  if (style === "zeroBased" || style === "oneBased") await tellFirstIndex(investigation, pages, seen);
  if (style === "index")
    notes.see("reads.firstIndex", target.knobs.profile.reads.firstIndex, "pages begin where they should");
  if (style === "index" && isWhole(pages.whole) !== true) await probePastEnd(investigation, pages);
  suggestPaging(investigation, { style, seen, byCursor });
}

type Style = "index" | "none" | "firstPage" | "zeroBased" | "oneBased" | "unclear";

/** Lists whose order changes say nothing of where counting begins. */
async function tellFirstIndex(
  investigation: Investigation,
  { whole, again }: Pages,
  seen: string,
): Promise<void> {
  const { notes, target } = investigation;
  const isFromZero = target.knobs.profile.reads.firstIndex === 1;
  if (isFromZero)
    notes.warn("startIndex counts from 0, so that the first user is missed where pages begin at 1");
  const begin = isFromZero ? 0 : 1;
  const first = readListing("User", await ask(investigation, `?startIndex=${begin}&count=1`));
  const [one] = whole.resources;
  const isStable = !isFromZero || again?.resources[0]?.id === whole.resources[1]?.id;
  if (isStable && first?.resources[0]?.id === one?.id) notes.suggest("reads.firstIndex", begin, seen);
}

/** What the second page says about how pages are made. */
function styleOf(
  { count, whole, first, second: answer }: Pages,
  firstIndex: 0 | 1,
): {
  readonly style: Style;
  readonly seen: string;
} {
  const second = readListing("User", answer);
  if (second === undefined) return { style: "firstPage", seen: `the second page: ${saidBy(answer)}` };
  const [all, one, two] = [whole, first, second].map(({ resources }) => resources.map(({ id }) => id));
  if (all === undefined || one === undefined || two === undefined) return { style: "unclear", seen: "?" };
  const fresh = two.filter((id) => !one.includes(id));
  const isZeroBased = one[0] !== undefined && all.indexOf(one[0]) === 1;
  if (isZeroBased) return { style: "zeroBased", seen: "startIndex=1 begins with the second user" };
  if (fresh.length > 0 && fresh.length === two.length) {
    const kept = one.length <= count && two.length <= count;
    return {
      style: "index",
      seen: kept ? "each page begins where it should" : "startIndex holds, count does not",
    };
  }
  const isOneBased = firstIndex === 0 && one.length > 1 && two[0] === one.at(-1);
  if (isOneBased)
    return { style: "oneBased", seen: "startIndex=0 and startIndex=1 begin with the same user" };
  if (fresh.length > 0) return { style: "unclear", seen: "pages overlap" };
  if (two.length === 0)
    return { style: "firstPage", seen: "the second page is empty, though there are more" };
  const isAll = one.length > count && isWhole(first) !== false;
  return isAll
    ? { style: "none", seen: `startIndex and count are ignored: each page has all ${one.length}` }
    : { style: "firstPage", seen: "startIndex is ignored: each page is the first" };
}

/** Undefined when there is no total to tell by. */
function isWhole({ resources, total }: Listing): boolean | undefined {
  return total === undefined ? undefined : resources.length >= total;
}

function judgeTotals({ notes, target }: Investigation, { whole, first }: Pages): void {
  const knob = target.knobs.inForce("reads.totalResults");
  const totals = [first, whole].map(({ total }) => total);
  const isOfPage = first.resources.length !== whole.resources.length && totals[0] === first.resources.length;
  const isShort = totals.some((total) => total !== undefined && total < whole.resources.length);
  const isMissing = totals.includes(undefined);
  const seen = isMissing
    ? "missing"
    : isOfPage || isShort
      ? `${totals.join(" and ")}, but there are ${whole.resources.length} at least`
      : String(whole.total);
  const isTrue = !isMissing && !isOfPage && !isShort;
  notes.probe({ area: "lists", what: "totalResults", seen, knob, verdict: isTrue ? "ok" : "differs" });
  if (!isTrue && knob.value === "trust")
    notes.suggest("reads.totalResults", "ignore", `totalResults: ${seen}`);
}

function judgeOrder({ notes }: Investigation, { first, again }: Pages): void {
  const [one, two] = [first, again].map((page) => page?.resources.map(({ id }) => id).join());
  const isStable = one === two;
  notes.probe({
    area: "lists",
    what: "the same page asked for twice",
    seen: isStable ? "the same users in the same order" : "other users, or another order",
    does: "a list that does not add up proves nobody's absence",
    verdict: isStable ? "ok" : "differs",
  });
  if (!isStable) notes.warn("the order of lists changes from request to request, so pages may miss somebody");
}

async function probePastEnd(investigation: Investigation, { whole, count }: Pages): Promise<void> {
  const end = (whole.total ?? whole.resources.length) + 1;
  const answer = await ask(investigation, pageQuery(investigation.target, end, count));
  const listing = readListing("User", answer);
  const isEmpty = listing?.resources.length === 0;
  investigation.notes.probe({
    area: "lists",
    what: "a page behind the end",
    seen: isEmpty ? "empty" : listing === undefined ? saidBy(answer) : `${listing.resources.length} users`,
    does: "a list ends where nothing new comes",
    verdict: isEmpty ? "ok" : "differs",
  });
}

async function followCursor(investigation: Investigation, { count, whole }: Pages): Promise<boolean> {
  const { claims, notes, target } = investigation;
  const answer = await ask(investigation, `?cursor=&count=${count}`);
  const first = readListing("User", answer);
  const cursor = first?.nextCursor;
  const next =
    cursor === undefined
      ? undefined
      : readListing("User", await ask(investigation, `?cursor=${encodeURIComponent(cursor)}&count=${count}`));
  const known = new Set(first?.resources.map(({ id }) => id));
  const fresh = next?.resources.filter(({ id }) => !known.has(id)).length ?? 0;
  const isLast = cursor === undefined && first?.resources.length === whole.total;
  const works = fresh > 0 || isLast;
  notes.probe({
    area: "lists",
    what: "pages by cursor",
    ...claimOf(claims?.pagination.cursor),
    seen: works ? "the next page follows" : first === undefined ? saidBy(answer) : "there is no next page",
    knob: target.knobs.inForce("reads.paging"),
    verdict: works ? "ok" : "differs",
  });
  return works;
}

interface SeenPaging {
  readonly style: Style;
  readonly seen: string;
  /** Undefined when cursors were not tried. */
  readonly byCursor: boolean | undefined;
}

function suggestPaging(
  { notes, target, claims }: Investigation,
  { style, seen, byCursor }: SeenPaging,
): void {
  const { value } = target.knobs.inForce("reads.paging");
  const claimsCursor = claims?.pagination.cursor === true;
  const works: Readonly<Record<string, boolean>> = {
    auto: (claimsCursor && byCursor === true) || (!claimsCursor && style === "index"),
    index: style === "index",
    cursor: byCursor === true,
    // Whoever reads less than there is does no harm with it: a list that is not whole proves nothing.
    none: style === "none",
    firstPage: style !== "none" && style !== "index",
  };
  if (
    (typeof value === "string" && works[value] === true) ||
    ["unclear", "zeroBased", "oneBased"].includes(style)
  )
    return;
  const better = style === "index" ? "index" : byCursor === true ? "cursor" : style;
  notes.suggest("reads.paging", better, seen);
}
