import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runBare } from "./bare-run.ts";
import type { BenchRow } from "./bench-row.ts";
import { type BigTarget, bigConfig } from "./big-directory.ts";
import { captureWrites } from "./captured-writes.ts";
import { interleave, medianOf } from "./interleave.ts";
import { type Server, startBareProvider } from "./server.ts";
import { makeFolder, runProgram } from "./synced-folder.ts";
import type { Tally } from "./watch-requests.ts";
import type { Workbench } from "./workbench.ts";

const inFlight = 8;
const latencyMs = 20;

/**
 * A first push to a provider that takes its time, against what so many requests in flight can do at most. All requests
 * count, look-ups too. The latency is the one that the provider kept, for its timers are late; beside it stands what the
 * loop of `bare-requests.ts` does there.
 */
export async function latencyRow(bench: Workbench): Promise<BenchRow> {
  const users = Math.min(10_000, bench.users);
  const target: BigTarget = { concurrency: inFlight };
  const { folder, writes } = await prepare(bench, users, target);
  const { ours, bare } = await interleave(bench.runs, {
    ours: () => atNewServer(startSlow, (server) => pushAnew(folder, server, target)),
    bare: () =>
      atNewServer(startSlow, ({ url, token }) =>
        runBare("bare-requests", folder, [url, token, writes, String(inFlight)]),
      ),
  });
  const pace = medianOf(ours, ({ tally }) => paceOf(tally));
  const ideal = medianOf(ours, ({ tally }) => (inFlight * 1000) / tally.meanMs);
  return {
    ...paceRow("push-latency", pace, ideal),
    bar: 0.95,
    limits: [],
    details: {
      users,
      inFlight,
      latencyMs: medianOf(ours, ({ tally }) => tally.meanMs),
      requests: medianOf(ours, ({ tally }) => tally.requests),
      loop: medianOf(bare, ({ tally }) => paceOf(tally)),
      loopLatencyMs: medianOf(bare, ({ tally }) => tally.meanMs),
    },
  };
}

function startSlow(): Promise<Server> {
  return startBareProvider(latencyMs);
}

const perSecond = 50;
/** With the look-ups of a first push it comes to 3,000 requests. */
const limitedUsers = 2_990;

function startLimited(): Promise<Server> {
  return startBareProvider(0, perSecond);
}

/** A push within 50 requests a second, to a provider that refuses one more than that in any second. */
export async function rateRow(bench: Workbench): Promise<BenchRow> {
  const users = Math.min(limitedUsers, bench.users);
  const target: BigTarget = { concurrency: inFlight, requestsPerSecond: perSecond };
  const folder = bench.newFolder();
  await makeFolder(folder, { users, groups: 0, memberships: 0 }, { url: "http://x", connector: "generic" });
  const { ours } = await interleave(bench.runs, {
    ours: () => atNewServer(startLimited, (server) => pushAnew(folder, server, target)),
  });
  return {
    ...paceRow(
      "push-rate",
      medianOf(ours, ({ tally }) => paceOf(tally)),
      perSecond,
    ),
    bar: 0.98,
    limits: [
      {
        name: "answers 429",
        value: Math.max(...ours.map(({ refused }) => refused)),
        bar: 0,
        bound: "at most",
        unit: "",
      },
    ],
    details: { users, requests: medianOf(ours, ({ tally }) => tally.requests) },
  };
}

function paceRow(name: string, ours: number, bare: number): Omit<BenchRow, "bar" | "limits" | "details"> {
  return { name, ours, bare, ratio: ours / bare, bound: "at least", compares: "ratio", unit: "requests/s" };
}

/** Requests a second: those after the first, in the time from the first to the last. */
function paceOf({ requests, seconds }: Tally): number {
  return (requests - 1) / seconds;
}

async function prepare(
  bench: Workbench,
  users: number,
  target: BigTarget,
): Promise<{ readonly folder: string; readonly writes: string }> {
  const folder = bench.newFolder();
  const writes = join(folder, "writes");
  const first = await startBareProvider();
  await makeFolder(folder, { users, groups: 0, memberships: 0 }, first, target);
  await captureWrites(first, writes, () => runProgram({ folder, server: first }, "sync"));
  await first.stop();
  return { folder, writes };
}

/** Pushes everything to a server that holds nothing. */
async function pushAnew(folder: string, server: Server, target: BigTarget): Promise<void> {
  await rm(join(folder, "scimsync.db"), { force: true });
  await writeFile(join(folder, "scimsync.yaml"), bigConfig(server.url, target));
  await runProgram({ folder, server }, "sync");
}

interface Watched {
  readonly tally: Tally;
  /** Answers with 429. */
  readonly refused: number;
}

async function atNewServer(
  start: () => Promise<Server>,
  work: (server: Server) => Promise<unknown>,
): Promise<Watched> {
  const server = await start();
  try {
    await work(server);
    const tally = await server.tally();
    const counts = (await (await fetch(`${server.url}/count`)).json()) as Readonly<Record<string, number>>;
    return { tally, refused: counts["429"] ?? 0 };
  } finally {
    await server.stop();
  }
}
