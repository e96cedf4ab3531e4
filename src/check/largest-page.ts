import { readListing, saidBy } from "./answer.ts";
import type { Investigation } from "./investigation.ts";
import { pageQuery } from "./page-query.ts";

/** Resources of one page that are asked for at most. */
const most = 1000;

/** How many users a page holds at most, where there are enough of them to see. */
export async function probeLargestPage({ asker, notes, target, claims }: Investigation): Promise<void> {
  const answer = await asker.send({ method: "GET", path: `/Users${pageQuery(target, 1, most)}` });
  const listing = readListing("User", answer);
  const knob = target.knobs.inForce("reads.pageSize");
  const [rows, total] = [listing?.resources.length ?? 0, listing?.total];
  const isLimited = listing !== undefined && total !== undefined && rows > 0 && rows < Math.min(total, most);
  notes.probe({
    area: "lists",
    what: `a page of ${most}`,
    ...(claims?.maxResults !== undefined && { claimed: `${claims.maxResults} at most` }),
    seen: listing === undefined ? saidBy(answer) : `${rows} of ${total ?? "?"}`,
    knob,
    verdict: listing === undefined ? "differs" : "ok",
  });
  if (isLimited) notes.see("reads.pageSize", rows, `a page of ${most}: ${rows} users of ${total} came`);
}
