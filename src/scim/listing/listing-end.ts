import type { PaginationCapability } from "../discovery.ts";
import type { AttributeSelection } from "../list-request.ts";
import type { ListPage } from "../list.ts";
import type { Resource } from "../resource.ts";

/** How long lists are read at a provider. */
export interface ListingOptions extends AttributeSelection {
  /**
   * `auto`: by cursor where ServiceProviderConfig speaks of it (RFC 9865), else by `startIndex`. `none`: one request gives
   * all. `firstPage`: only the first page can be had.
   */
  readonly paging: "auto" | "index" | "cursor" | "none" | "firstPage";
  /** Resources asked for in one page. */
  readonly pageSize: number;
  /** The `startIndex` of the first resource; 1 when absent. */
  readonly firstIndex?: 0 | 1;
  /** Whether `totalResults` is true. */
  readonly totalResults: "trust" | "ignore";
  /** What ServiceProviderConfig says of pages. */
  readonly pagination?: PaginationCapability;
}

/**
 * How a listing ended. One that is not complete may show that a resource is there, and never that it is not; so who
 * asks for absence has to look at `complete` first.
 */
export type Listing =
  | { readonly complete: true; readonly count: number }
  | { readonly complete: false; readonly count: number; readonly why: string };

/** Takes one resource; while its promise lasts, one page more is asked for, and none after that. */
export type Take = (resource: Resource) => void | Promise<void>;

/** Whether the pages came to an end by themselves. */
export type Ending =
  | { readonly natural: true; readonly by: "index" | "cursor" | "one" }
  | { readonly natural: false; readonly why: string };

/** What the pages of a listing brought so far. */
export interface Gathering {
  readonly seen: Set<string>;
  pages: number;
  /** Entries that are no resources, or have no id. */
  unreadable: number;
  /** `totalResults` of the last page that told it. */
  total: number | undefined;
  /** Whether the last page that held anything told it. */
  isTold: boolean;
}

export function startGathering(): Gathering {
  return { seen: new Set(), pages: 0, unreadable: 0, total: undefined, isTold: false };
}

/** Counts a page in, and gives what is new in it. */
export function countIn(gathering: Gathering, page: ListPage): readonly Resource[] {
  gathering.pages += 1;
  gathering.unreadable += page.rows - page.resources.length;
  // What is said behind the end, of a page of nothing, is no word about all.
  if (page.rows > 0 || gathering.pages === 1) {
    gathering.isTold = page.total !== undefined;
    gathering.total = page.total ?? gathering.total;
  }
  return page.resources.filter(({ id }) => {
    const isNew = !gathering.seen.has(id);
    if (isNew) gathering.seen.add(id);
    return isNew;
  });
}

/** Compares what came with what `totalResults` said, and with how the pages ended. */
export function judgeListing(gathering: Gathering, ending: Ending, options: ListingOptions): Listing {
  const count = gathering.seen.size;
  const why = whyIncomplete(gathering, ending, options);
  return why === undefined ? { complete: true, count } : { complete: false, count, why };
}

function whyIncomplete(
  { seen, unreadable, total, pages }: Gathering,
  ending: Ending,
  { totalResults }: ListingOptions,
): string | undefined {
  if (unreadable > 0) return "entries came that have no id";
  if (totalResults === "ignore") return ending.natural ? undefined : ending.why;
  if (total !== undefined) {
    if (seen.size === total && pages > 0) return undefined;
    const said = `totalResults says ${total}, and ${seen.size} different ones came`;
    return ending.natural ? said : `${said}: ${ending.why}`;
  }
  if (!ending.natural) return ending.why;
  // RFC 9865 lets totalResults be missing with cursors only; where nothing came at all there is nothing to count.
  const isNothing = seen.size === 0 && pages === 1;
  return ending.by === "index" && !isNothing ? "totalResults is missing" : undefined;
}
