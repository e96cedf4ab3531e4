import type { BenchRow } from "./bench-row.ts";
import { interleave, medianOf } from "./interleave.ts";
import { costs, rewriter } from "./unchanged-rows.ts";
import type { Workbench } from "./workbench.ts";

/** An unchanged sync of one directory at ten targets, against one target; a tenth of the users. */
export async function tenTargetsRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = bench.users / 10;
  const names = Array.from({ length: 10 }, (_, at) => `app${at}`);
  const [one, ten] = [await bench.synced(users), await bench.synced(users, names)];
  const { ours, bare } = await interleave(bench.runs, {
    ours: await rewriter(ten),
    bare: await rewriter(one),
  });
  const [seconds, wanted] = [medianOf(ours, (run) => run.seconds), medianOf(bare, (run) => run.seconds)];
  return [
    {
      name: "ten-targets",
      ours: seconds,
      bare: wanted,
      ratio: seconds / wanted,
      bar: 3,
      bound: "at most",
      compares: "ratio",
      unit: "s",
      limits: [],
      details: { users, targets: 10, ...costs(ours) },
    },
  ];
}
