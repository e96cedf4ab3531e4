import { noTrace } from "../trace.ts";
import { exitCodes, exitName } from "./exit-code.ts";
import type { RunReport } from "./report.ts";
import type { RunContext } from "./run-context.ts";
import type { Target } from "./target.ts";

/** Follows the run of a target as a span that says how it ended. */
export function traceTarget(
  { trace = noTrace, mode }: RunContext,
  { config }: Target,
  run: () => Promise<RunReport>,
): Promise<RunReport> {
  const tags = { "scimsync.target": config.id, "scimsync.mode": mode };
  return trace.during(`target ${config.id}`, tags, async () => {
    const report = await run();
    const { runId, exitCode, counts, requests, error } = report;
    trace.add({
      "scimsync.run": runId,
      "scimsync.exit_code": exitCode,
      "scimsync.failed": counts.failed,
      "scimsync.held": counts.held,
      "scimsync.requests": requests.total,
    });
    if (exitCode !== exitCodes.done) trace.fail(error?.reason ?? exitName(exitCode));
    return report;
  });
}
