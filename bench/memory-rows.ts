import type { BenchRow } from "./bench-row.ts";
import { interleave } from "./interleave.ts";
import { planner } from "./plan-rows.ts";
import { costs, rewriter } from "./unchanged-rows.ts";
import type { Workbench } from "./workbench.ts";

/** Peak memory of an unchanged sync and of a first plan, against the same with a tenth of the users. */
export async function memoryRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const [all, tenth] = [await bench.synced(bench.users), await bench.synced(bench.users / 10)];
  const sync = await interleave(bench.runs, { ours: await rewriter(all), bare: await rewriter(tenth) });
  const plan = await interleave(bench.runs, {
    ours: await planner(bench, all),
    bare: await planner(bench, tenth),
  });
  return Object.entries({ sync, plan }).map(([name, { ours, bare }]) => ({
    name: `memory-${name}`,
    ours: costs(ours).mb,
    bare: costs(bare).mb,
    ratio: costs(ours).mb / costs(bare).mb,
    bar: 2,
    bound: "at most",
    compares: "ratio",
    unit: "MB",
    limits: [],
    details: { users: all.size.users, usersOfBare: tenth.size.users },
  }));
}
