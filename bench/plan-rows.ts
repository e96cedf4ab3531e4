import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { interleave, medianOf } from "./interleave.ts";
import type { Measured } from "./measured-run.ts";
import { makeFolder, runProgram, type SyncedFolder } from "./synced-folder.ts";
import { costs, rewriter } from "./unchanged-rows.ts";
import type { Workbench } from "./workbench.ts";

/** The first plan of a directory, against an unchanged sync of the same in rewritten files. */
export async function firstPlanRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const synced = await bench.synced(bench.users);
  const unchanged = await rewriter(synced);
  const [large, small] = [
    await planner(bench, synced),
    await planner(bench, await bench.synced(bench.users / 10)),
  ];
  const { ours, bare, tenth } = await interleave(bench.runs, { ours: large, bare: unchanged, tenth: small });
  const seconds = medianOf(ours, (run) => run.seconds);
  const wanted = medianOf(bare, (run) => run.seconds);
  const growth = costs(ours).mb / costs(tenth).mb;
  return [
    {
      name: "first-plan",
      ours: seconds,
      bare: wanted,
      ratio: seconds / wanted,
      bar: 3,
      bound: "at most",
      compares: "ratio",
      unit: "s",
      limits: [{ name: "memory, of that of a tenth", value: growth, bar: 1.25, bound: "at most", unit: "×" }],
      details: { users: bench.users, ...costs(ours), mbOfTenth: costs(tenth).mb },
    },
  ];
}

/** Plans the directory of a synced folder in one that has no state. */
export async function planner(
  bench: Workbench,
  { size, server }: SyncedFolder,
): Promise<() => Promise<Measured>> {
  const folder = bench.newFolder();
  await makeFolder(folder, size, server);
  return async () => {
    await rm(join(folder, "scimsync.db"), { force: true });
    return runProgram({ folder, server }, "plan");
  };
}
