/**
 * The least that reading a provider's list can be: one page after the other, parsed, until all have come.
 *
 *   node bare-paging.js BASE_URL PAGE_SIZE
 */
import { Pool } from "undici";

interface Page {
  readonly totalResults: number;
  readonly Resources: readonly unknown[];
}

const [baseUrl = "", pageSize = "100"] = process.argv.slice(2);
const pool = new Pool(baseUrl, { connections: 1, pipelining: 1 });
let [count, total, pages] = [0, 1, 0];
while (count < total) {
  const path = `/Users?startIndex=${count + 1}&count=${pageSize}`;
  const answer = await pool.request({ method: "GET", path, headers: { accept: "application/scim+json" } });
  const page = (await answer.body.json()) as Page;
  count += page.Resources.length;
  total = page.totalResults;
  pages += 1;
}
await pool.close();
console.log(JSON.stringify({ count, pages }));
