import { type Asker, createAsker, isRefused, type Lister } from "./listing-asker.ts";
import { readByCursor } from "./listing-by-cursor.ts";
import { type ByIndex, readByIndex } from "./listing-by-index.ts";
import {
  type Ending,
  judgeListing,
  type Listing,
  type ListingOptions,
  startGathering,
  type Take,
} from "./listing-end.ts";
import type { ResourceType } from "../resource.ts";

/**
 * Gives every resource of a type to `take`, each once, page by page as they come (RFC 7644 §3.4.2.4, RFC 9865), and says
 * whether those are all. What is kept in memory is their ids. A refusal ends the listing as incomplete; rejects with
 * `NetworkError` and `TargetError`.
 */
export async function readListing(
  client: Lister,
  type: ResourceType,
  options: ListingOptions,
  take: Take,
): Promise<Listing> {
  const gathering = startGathering();
  const asking = createAsker(client, type, options, gathering, take);
  try {
    const ending = await readPages(asking, options);
    await asking.handOn();
    return judgeListing(gathering, ending, options);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const why = `a page was refused: ${error.message}`;
    return judgeListing(gathering, { natural: false, why }, options);
  }
}

async function readPages(asking: Asker, options: ListingOptions): Promise<Ending> {
  const { paging, pagination } = options;
  const count = Math.min(options.pageSize, pagination?.maxPageSize ?? options.pageSize);
  const how: ByIndex = {
    count,
    mayTurn: paging === "auto",
    trust: options.totalResults === "trust",
    firstIndex: options.firstIndex ?? 1,
  };
  if (paging === "none") {
    await asking.ask({});
    return { natural: true, by: "one" };
  }
  if (paging === "firstPage") {
    await asking.ask({ count });
    return { natural: false, why: "only the first page can be had" };
  }
  if (paging === "cursor") return readByCursor(asking, { cursor: "", count });
  if (paging === "auto" && pagination?.cursor === true) return readCursorsOrIndex(asking, how);
  return readByIndex(asking, how);
}

/** Where cursors are claimed and refused, or lose something on the way, pages may still be had by number. */
async function readCursorsOrIndex(asking: Asker, how: ByIndex): Promise<Ending> {
  const { gathering } = asking;
  let ending: Ending;
  try {
    ending = await readByCursor(asking, { cursor: "", count: how.count });
  } catch (error) {
    if (!isRefused(error) || gathering.pages > 0) throw error;
    return readByIndex(asking, how);
  }
  const came = gathering.seen.size;
  const isMissing = how.trust && came < (gathering.total ?? 0);
  return isMissing
    ? readByIndex(asking, { ...how, mayTurn: false, startIndex: came + how.firstIndex })
    : ending;
}
