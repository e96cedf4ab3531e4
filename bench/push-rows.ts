import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runBare } from "./bare-run.ts";
import type { BenchRow } from "./bench-row.ts";
import { bigConfig } from "./big-directory.ts";
import { captureWrites } from "./captured-writes.ts";
import { interleave, medianOf } from "./interleave.ts";
import { requestsOf, type Server, startBareProvider, startSandboxProcess } from "./server.ts";
import { makeFolder, runProgram } from "./synced-folder.ts";
import type { Tally } from "./watch-requests.ts";
import type { Workbench } from "./workbench.ts";

const concurrency = 16;

/**
 * A first push, against a loop that sends the same bodies at the same concurrency: at the bare provider, which the bar is
 * for, and at the sandbox, which checks what it is sent.
 */
export async function firstPushRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = Math.min(20_000, bench.users);
  const folder = bench.newFolder();
  const writes = join(folder, "writes");
  const first = await startBareProvider();
  await makeFolder(folder, { users, groups: 0, memberships: 0 }, first, { concurrency });
  await captureWrites(first, writes, () => runProgram({ folder, server: first }, "sync"));
  await first.stop();
  const bare = await firstPushRow(bench, { folder, writes, users }, startBareProvider);
  const sandbox = await firstPushRow(bench, { folder, writes, users }, startSandboxProcess);
  return [
    { ...bare, name: "first-push", bar: 0.85 },
    { ...sandbox, name: "first-push-sandbox" },
  ];
}

interface Prepared {
  readonly folder: string;
  readonly writes: string;
  readonly users: number;
}

async function firstPushRow(
  { runs }: Workbench,
  { folder, writes, users }: Prepared,
  start: () => Promise<Server>,
): Promise<BenchRow> {
  const { ours, bare } = await interleave(runs, {
    ours: () =>
      atNewServer(start, async (server) => {
        await rm(join(folder, "scimsync.db"), { force: true });
        await writeFile(join(folder, "scimsync.yaml"), bigConfig(server.url, { concurrency }));
        return runProgram({ folder, server }, "sync");
      }),
    bare: () =>
      atNewServer(start, ({ url, token }) =>
        runBare("bare-requests", folder, [url, token, writes, String(concurrency)]),
      ),
  });
  for (const { tally } of [...ours, ...bare])
    if (requestsOf(tally, "POST Users") !== users) throw new Error("not every user was made");
  const [pace, barePace] = [medianOf(ours, paceOf), medianOf(bare, paceOf)];
  return {
    name: "first-push",
    ours: pace,
    bare: barePace,
    ratio: pace / barePace,
    bound: "at least",
    compares: "ratio",
    unit: "requests/s",
    limits: [],
    details: {
      users,
      requests: medianOf(ours, ({ tally }) => tally.requests),
      pushSeconds: medianOf(ours, ({ tally }) => tally.seconds),
      wholeSeconds: medianOf(ours, ({ run }) => run.seconds),
      bareSeconds: medianOf(bare, ({ tally }) => tally.seconds),
      cpu: medianOf(ours, ({ run }) => run.cpuSeconds),
      bareCpu: medianOf(bare, ({ run }) => run.cpuSeconds),
      mb: medianOf(ours, ({ run }) => run.peakMb),
    },
  };
}

/** Requests a second, from the first to the last as the provider sees them. */
function paceOf({ tally }: { readonly tally: Tally }): number {
  return tally.requests / tally.seconds;
}

/** Runs something against a server that holds nothing yet. */
async function atNewServer<Run>(
  start: () => Promise<Server>,
  work: (server: Server) => Promise<Run>,
): Promise<{ readonly run: Run; readonly tally: Tally }> {
  const server = await start();
  try {
    const run = await work(server);
    return { run, tally: await server.tally() };
  } finally {
    await server.stop();
  }
}
