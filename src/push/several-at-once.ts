import { openLanes } from "./lanes.ts";

/** Does the work for all of them, so many at a time. Rejects with what the first that failed rejected with. */
export async function severalAtOnce<Item>(
  concurrency: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const lanes = openLanes(concurrency);
  const failed: unknown[] = [];
  for (const item of items) {
    lanes.begin(() => work(item).catch((error: unknown) => void failed.push(error)));
    await lanes.room();
    if (failed.length > 0) break;
  }
  await lanes.allEnded();
  if (failed.length > 0) throw failed[0];
}
