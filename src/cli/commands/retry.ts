import type { Check } from "../../source/expect.ts";
import { retry } from "../../sync/people/retry.ts";
import type { GlobalOptions } from "../global-options.ts";
import { refuseUnknownForms, writeReports } from "../report-files.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";
import { tellReports } from "./sync.ts";

export interface RetryFlags {
  readonly target: readonly string[];
  readonly code: readonly string[];
  readonly allowRemovals?: number;
  readonly accept?: readonly Check[];
  /** Where reports go. */
  readonly report?: readonly string[];
}

/** `scimsync retry`: what fails is tried now, and nothing else. */
export async function runRetry(
  context: { options: GlobalOptions; terminal: Terminal },
  keys: readonly string[],
  { target: targets, code: codes, report, ...flags }: RetryFlags,
): Promise<number> {
  const { options, terminal } = context;
  refuseUnknownForms(report);
  const filter = { ...(keys.length > 0 && { keys }), ...(codes.length > 0 && { codes }) };
  let stopped = false;
  const runs = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const reports = await retry({ ...engine, filter });
    await writeReports(report, { store: engine.store, ...engine.loaded.config }, reports);
    stopped = engine.stop.aborted;
    return reports;
  });
  if (runs.length === 0 && !stopped && !options.json && !options.quiet)
    await terminal.out(
      "nothing of that fails, so there is nothing to retry; `scimsync failures` lists what does\n",
    );
  return tellReports(context, runs, stopped);
}
