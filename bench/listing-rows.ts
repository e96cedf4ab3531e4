import { runBare } from "./bare-run.ts";
import type { BenchRow } from "./bench-row.ts";
import { interleave, medianOf } from "./interleave.ts";
import { runProgram } from "./synced-folder.ts";
import type { Workbench } from "./workbench.ts";

/** What the bare provider gives at most. */
const pageSize = 200;

/**
 * A whole `drift` of users that nobody touched (start of the process, source, lists, comparison with what was last sent,
 * plan), and beside it what it reads: both against a bare paging loop.
 */
export async function reconcileRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = bench.users / 10;
  const synced = await bench.synced(users);
  const { server, folder } = synced;
  const args = [server.url, String(pageSize)];
  const { whole, reading, bare } = await interleave(bench.runs, {
    whole: () => runProgram(synced, "drift", "--exit-code"),
    reading: () => runBare<{ count: number }>("listed-index", folder, args),
    bare: () => runBare<{ count: number }>("bare-paging", folder, args),
  });
  for (const { said } of [...reading, ...bare])
    if (said.count !== users) throw new Error(`${said.count} users were listed of ${users}`);
  const wanted = medianOf(bare, (run) => run.seconds);
  const row = (name: string, runs: readonly Costs[], bar?: number): BenchRow => {
    const seconds = medianOf(runs, (run) => run.seconds);
    return {
      name,
      ours: seconds,
      bare: wanted,
      ratio: seconds / wanted,
      ...(bar !== undefined && { bar }),
      bound: "at most",
      compares: "ratio",
      unit: "s",
      limits: [],
      details: {
        users,
        pageSize,
        cpu: medianOf(runs, (run) => run.cpuSeconds),
        bareCpu: medianOf(bare, (run) => run.cpuSeconds),
        mb: medianOf(runs, (run) => run.peakMb),
      },
    };
  };
  return [row("reconcile", whole, 1.5), row("reconcile-reading", reading)];
}

interface Costs {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}
