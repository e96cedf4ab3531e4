/**
 * What a reconcile reads: all users of a provider by its lists, checked to be whole, and an index by what they are
 * recognised by. `sync --reconcile` compares with the links on top.
 *
 *   node listed-index.js BASE_URL PAGE_SIZE
 */
import { MatchIndex } from "../src/push/find/match-index.ts";
import { ScimClient } from "../src/scim/client.ts";
import { readListing } from "../src/scim/listing/listing.ts";

const [baseUrl = "", pageSize = "100"] = process.argv.slice(2);
const client = new ScimClient({
  baseUrl,
  credentials: { kind: "none" },
  limits: { concurrency: 1, burst: 1, timeout: 30_000 },
});
const index = new MatchIndex(["userName", "externalId"]);
const listing = await readListing(
  client,
  "User",
  { paging: "auto", pageSize: Number(pageSize), totalResults: "trust" },
  ({ id, attributes }) => index.add(id, attributes),
);
if (!listing.complete) throw new Error(listing.why);
console.log(JSON.stringify({ count: listing.count, requests: client.requests }));
await client.close();
