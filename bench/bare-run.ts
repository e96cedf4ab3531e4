import { join } from "node:path";
import { type Measured, measureRun } from "./measured-run.ts";

/** A run of one of the bare scripts beside this file, and the JSON it printed. */
export interface BareRun<Said> extends Measured {
  readonly said: Said;
}

/** Runs a bare script as ours is run: a process of its own, measured from its start to its end. */
export async function runBare<Said>(
  script: string,
  folder: string,
  args: readonly string[],
): Promise<BareRun<Said>> {
  const run = await measureRun(join(import.meta.dirname, `${script}.js`), folder, args, {});
  if (run.code !== 0) throw new Error(`${script} ended with ${run.code}\n${run.stderr}`);
  return { ...run, said: JSON.parse(run.stdout) as Said };
}
