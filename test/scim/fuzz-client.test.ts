import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { chooseSeed } from "../chaos/seeded.ts";
import { makeBomb } from "./hostile-body.ts";
import { openLane } from "./hostile-lane.ts";

/** Calls in all; SCIMSYNC_FUZZ=100000 for the whole of it, which takes some minutes. */
const calls = Number(process.env["SCIMSYNC_FUZZ"] ?? 2_000);
const lanes = 8;
const rounds = 5;
/** Megabytes of JavaScript values and buffers that may be left after each round beyond those after the first. */
const slack = 24;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Megabytes in use once all that is garbage is gone. */
async function megabytes(): Promise<{ readonly used: number; readonly rss: number }> {
  for (let times = 0; times < 3; times += 1) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { used: Math.round((heapUsed + arrayBuffers) / 1e6), rss: Math.round(rss / 1e6) };
}

test(`${calls} answers of a hostile server: each call ends in time, with a value or a named error`, async () => {
  const seed = chooseSeed();
  const bomb = makeBomb();
  const open = await Promise.all(Array.from({ length: lanes }, (_, at) => openLane(seed + at, bomb)));
  const memory: { readonly used: number; readonly rss: number }[] = [];
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(open.map((lane) => lane.run(Math.ceil(calls / lanes / rounds))));
    memory.push(await megabytes());
  }
  const outcomes: Record<string, number> = {};
  for (const { tally } of open)
    for (const [kind, count] of Object.entries(tally.outcomes))
      outcomes[kind] = (outcomes[kind] ?? 0) + count;
  const seconds = Math.round((performance.now() - start) / 1_000);
  if (process.env["SCIMSYNC_FUZZ"] !== undefined)
    process.stderr.write(`${JSON.stringify({ seed, calls, seconds, memory, outcomes }, undefined, 1)}\n`);
  await Promise.all(open.map((lane) => lane.close()));

  expect(open.flatMap(({ tally }) => tally.wrong)).toEqual([]);
  // Hostile as it is, it must leave room for what it tests: answers that can be read, and refusals.
  expect(outcomes["value"]).toBeGreaterThan(calls / 10);
  expect(outcomes["ScimError"]).toBeGreaterThan(calls / 20);
  const [first, ...later] = memory;
  for (const { used } of later) expect(used, `seed ${seed}`).toBeLessThan((first?.used ?? 0) + slack);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}, 1_800_000);
