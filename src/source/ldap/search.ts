import type { BerWriter, Control, Filter } from "ldapts";
import type { EntryKind } from "../entry/entry-kinds.ts";
import type { LdapEntry } from "./answer.ts";
import { type LdapFilter, writeFilter } from "./filter-request.ts";
import { LdapFault } from "./fault.ts";
import type { SearchScope } from "./options.ts";
import { referralMatters } from "./referral.ts";
import { type Reading, referralFault, searchFault } from "./result-code.ts";
import type { LdapSession } from "./session.ts";

export interface Search {
  /** The settings it stands in. */
  readonly setting: EntryKind;
  readonly base: string;
  readonly scope: SearchScope;
  readonly filter: LdapFilter;
  readonly attributes: readonly string[];
}

type TakeEntries = (entries: readonly LdapEntry[]) => Promise<void>;

/** A server may send pages without entries, such as when its time for a page is up; but not for ever. */
const EMPTY_PAGES = 1000;

/** Gives all entries to `take`, page by page (RFC 2696); throws `LdapFault` when there are others. */
export async function searchPaged(
  session: LdapSession,
  search: Search,
  pageSize: number,
  take: TakeEntries,
): Promise<void> {
  let cookie: Buffer | undefined = Buffer.alloc(0);
  let [entries, emptyPages] = [0, 0];
  while (cookie !== undefined) {
    const page = await readPage(
      session,
      search,
      { entries, control: pageControl(session, pageSize, cookie) },
      take,
    );
    emptyPages = page.entries === entries ? emptyPages + 1 : 0;
    if (emptyPages > EMPTY_PAGES)
      throw pagingFault(search, `sent ${EMPTY_PAGES} pages in a row without an entry`);
    // A server that does not page sends all at once; one that has begun to must say when it is done.
    if (page.cookie === undefined && cookie.length > 0)
      throw pagingFault(search, "lost the cookie of the next page");
    cookie = page.cookie?.length === 0 ? undefined : page.cookie;
    entries = page.entries;
  }
}

/** Reads the entry `search.base` alone and unpaged. */
export async function searchOnce(session: LdapSession, search: Search, take: TakeEntries): Promise<number> {
  const { entries } = await readPage(session, search, { entries: 0 }, take);
  return entries;
}

interface PageAsked {
  /** Of the pages before. */
  readonly entries: number;
  readonly control?: Control;
}

interface PageRead {
  readonly entries: number;
  readonly cookie: Buffer | undefined;
}

async function readPage(
  session: LdapSession,
  search: Search,
  { entries, control }: PageAsked,
  take: TakeEntries,
): Promise<PageRead> {
  const reading = { setting: search.setting, base: search.base, entries };
  const referrals: string[] = [];
  const result = await session.ask(
    (messageId) => searchRequest(session, search, messageId, control),
    async (answers) => {
      const found: LdapEntry[] = [];
      for (const answer of answers) {
        if (answer.kind === "entry") found.push(answer.entry);
        else referrals.push(...answer.uris.filter(referralMatters));
      }
      reading.entries += found.length;
      await take(found);
    },
  );
  refuseIncomplete(result, referrals, reading);
  return { entries: reading.entries, cookie: result.cookie };
}

function searchRequest(session: LdapSession, search: Search, messageId: number, control?: Control) {
  const { base, scope, filter, attributes } = search;
  return new session.codec.SearchRequest({
    messageId,
    baseDN: base,
    scope,
    // Of a filter, a request knows but this.
    filter: { write: (writer: BerWriter) => writeFilter(filter, writer) } as Filter,
    attributes: [...attributes],
    timeLimit: 0,
    ...(control === undefined ? {} : { controls: [control] }),
  });
}

/** Not critical: a server that cannot page sends all entries at once, and they are taken as they come. */
function pageControl({ codec }: LdapSession, size: number, cookie: Buffer): Control {
  return new codec.PagedResultsControl({ value: { size, cookie } });
}

function refuseIncomplete(
  result: Parameters<typeof searchFault>[0],
  referrals: readonly string[],
  reading: Reading,
) {
  if (result.code !== 0) throw searchFault(result, reading);
  if (referrals.length > 0) throw referralFault(referrals, reading);
}

function pagingFault({ setting, base }: Search, what: string): LdapFault {
  const remedy =
    "raise pageSize above the number of entries if the server's limits allow it, or ask another server";
  return new LdapFault(setting, `incomplete: in the search below ${base} the server ${what}; ${remedy}`);
}
