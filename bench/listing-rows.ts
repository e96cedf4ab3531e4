import { runBare } from "./bare-run.ts";
import type { BenchRow } from "./bench-row.ts";
import { interleave, medianOf } from "./interleave.ts";
import type { Workbench } from "./workbench.ts";

/** What the bare provider gives at most. */
const pageSize = 200;

/** What a reconcile reads before it compares: all users by the provider's lists, against a bare paging loop. */
export async function listingRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = bench.users / 10;
  const { server, folder } = await bench.synced(users);
  const args = [server.url, String(pageSize)];
  const { ours, bare } = await interleave(bench.runs, {
    ours: () => runBare<{ count: number }>("listed-index", folder, args),
    bare: () => runBare<{ count: number }>("bare-paging", folder, args),
  });
  for (const { said } of [...ours, ...bare])
    if (said.count !== users) throw new Error(`${said.count} users were listed of ${users}`);
  const [seconds, wanted] = [medianOf(ours, (run) => run.seconds), medianOf(bare, (run) => run.seconds)];
  return [
    {
      name: "reconcile-reading",
      ours: seconds,
      bare: wanted,
      ratio: seconds / wanted,
      bar: 1.5,
      bound: "at most",
      compares: "ratio",
      unit: "s",
      limits: [],
      details: {
        users,
        pageSize,
        cpu: medianOf(ours, (run) => run.cpuSeconds),
        bareCpu: medianOf(bare, (run) => run.cpuSeconds),
        mb: medianOf(ours, (run) => run.peakMb),
      },
    },
  ];
}
