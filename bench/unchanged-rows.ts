import type { BenchRow, Limit } from "./bench-row.ts";
import { runBare } from "./bare-run.ts";
import type { Writing } from "./big-directory.ts";
import { interleave, median, medianOf } from "./interleave.ts";
import type { Measured } from "./measured-run.ts";
import { requestsOf } from "./server.ts";
import { directoryFiles, runProgram, type SyncedFolder, writeVariants } from "./synced-folder.ts";
import type { Workbench } from "./workbench.ts";

/** Source files that are byte for byte those of the last run, against their digests alone. */
export async function unchangedFilesRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const synced = await bench.synced(bench.users);
  const { ours, bare } = await interleave(bench.runs, {
    ours: () => runProgram(synced, "sync"),
    bare: () => runBare<{ seconds: number }>("bare-digest", synced.folder, directoryFiles(synced)),
  });
  // The bar is for the digests without the start of a process, so that ours pays for its own.
  const seconds = medianOf(bare, ({ said }) => said.seconds);
  return [
    {
      name: "unchanged-files",
      ...figures(ours, seconds),
      bar: 0.3,
      bound: "at most",
      compares: "difference",
      limits: [await noRequests(synced)],
      details: { users: bench.users, ...costs(ours) },
    },
  ];
}

/** Records that are all the same in files that are not: as exports come, and in reverse order. */
export async function rewrittenRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const synced = await bench.synced(bench.users);
  const same = await rewrittenRow(bench, synced, { name: "rewritten", bar: 1.6, mb: 400 });
  const reversed = await rewrittenRow(bench, synced, { name: "rewritten-reversed", mb: 400, reversed: true });
  return [same, reversed];
}

/** The same with a group for each thousand users and ten memberships each. */
export async function rewrittenGroupsRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const synced = await bench.syncedWithGroups(bench.users);
  return [await rewrittenRow(bench, synced, { name: "rewritten-groups", bar: 2, mb: 500 })];
}

/** A tenth of the users: what starts and ends a run weighs more. */
export async function rewrittenTenthRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const synced = await bench.synced(bench.users / 10);
  const row = await rewrittenRow(bench, synced, { name: "rewritten-tenth", bar: 2.5, mb: 400 });
  const sanity = { name: "seconds", value: row.ours, bar: 10, bound: "at most", unit: "s" } as const;
  return [{ ...row, limits: [...row.limits, sanity] }];
}

interface Wanted {
  readonly name: string;
  readonly bar?: number;
  readonly mb: number;
  readonly reversed?: boolean;
}

async function rewrittenRow(
  { runs }: Workbench,
  synced: SyncedFolder,
  { name, bar, mb, reversed = false }: Wanted,
): Promise<BenchRow> {
  const runOn = await rewriter(synced, reversed);
  const { ours, bare } = await interleave(runs, {
    ours: (run) => runOn(run),
    bare: () => runBare("bare-records", synced.folder, directoryFiles(synced)),
  });
  const memory = { name: "memory", value: medianOf(ours, ({ peakMb }) => peakMb) };
  return {
    name,
    ...figures(
      ours,
      medianOf(bare, ({ seconds }) => seconds),
    ),
    ...(bar !== undefined && { bar }),
    bound: "at most",
    compares: "ratio",
    limits: [{ ...memory, bar: mb, bound: "at most", unit: "MB" }, await noRequests(synced)],
    details: { ...synced.size, ...costs(ours), bareCpu: medianOf(bare, ({ cpuSeconds }) => cpuSeconds) },
  };
}

const writings: Readonly<Record<"made" | "rotated" | "reversed", Writing>> = {
  made: {},
  rotated: { order: "rotated" },
  reversed: { order: "reversed" },
};

/**
 * A sync on files that hold what they held, and are not those of the run before: one record stands elsewhere, or all are
 * in reverse order. Whatever is run there leaves the state as it was, so nothing is put back between runs.
 */
export async function rewriter(
  synced: SyncedFolder,
  reversed = false,
): Promise<(run: number) => Promise<Measured>> {
  const put = await writeVariants(synced, writings);
  await put("made");
  await runProgram(synced, "sync");
  await synced.server.tally();
  return async (run) => {
    if (reversed) {
      await put("made");
      await runProgram(synced, "sync");
    }
    const odd = reversed ? "reversed" : "rotated";
    await put(reversed || run % 2 === 0 ? odd : "made");
    return runProgram(synced, "sync");
  };
}

function figures(
  ours: readonly Measured[],
  bare: number,
): Pick<BenchRow, "ours" | "bare" | "ratio" | "unit"> {
  const seconds = medianOf(ours, ({ seconds }) => seconds);
  return { ours: seconds, bare, ratio: seconds / bare, unit: "s" };
}

/** CPU seconds and memory of our runs. */
export function costs(ours: readonly Measured[]): { readonly cpu: number; readonly mb: number } {
  return {
    cpu: median(ours.map(({ cpuSeconds }) => cpuSeconds)),
    mb: median(ours.map(({ peakMb }) => peakMb)),
  };
}

/** What the runs since the last tally asked for in all. */
async function noRequests({ server }: SyncedFolder): Promise<Limit> {
  const value = requestsOf(await server.tally());
  return { name: "requests", value, bar: 0, bound: "at most", unit: "requests" };
}
