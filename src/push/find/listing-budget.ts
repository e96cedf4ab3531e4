import type { Lister } from "../../scim/listing/listing-asker.ts";
import type { ListPage } from "../../scim/list.ts";

/** A listing was given up, because it takes more requests than it may, or the run is to end. */
export class ListingGivenUp extends Error {
  override readonly name = "ListingGivenUp";
}

export interface ListingBudget {
  /** Requests. */
  readonly requests: number;
  /** Resources. */
  readonly resources: number;
  readonly stop: AbortSignal | undefined;
}

/**
 * Lists within a budget. How long a page is shows only in the answers, so what is left of the list is estimated anew after each;
 * as soon as it would not do, the listing rejects with `ListingGivenUp`.
 */
export function listWithin(client: Lister, { requests, resources, stop }: ListingBudget): Lister {
  let asked = 0;
  let came = 0;
  let longest = 0;
  function judge({ rows, total = 0 }: ListPage): void {
    came += rows;
    longest = Math.max(longest, rows);
    const left = Math.max(0, total - came);
    if (came > resources || total > resources) throw new ListingGivenUp(`it has more than ${resources}`);
    if (longest > 0 && asked + Math.ceil(left / longest) > requests)
      throw new ListingGivenUp(`it comes in pages of ${longest}`);
  }
  return {
    async list(type, request) {
      if (stop?.aborted === true) throw new ListingGivenUp("the run ends");
      if (asked >= requests) throw new ListingGivenUp(`it takes more than ${requests} requests`);
      asked += 1;
      const page = await client.list(type, request);
      judge(page);
      return page;
    },
  };
}
