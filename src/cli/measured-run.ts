import type { TargetConfig } from "../config/config.ts";
import type { MeasuredRun } from "../report/metrics.ts";
import type { Store } from "../store/store.ts";
import { gotThrough } from "../sync/monitor.ts";
import type { RunReport } from "../sync/report.ts";

/** A run with what its target's runs before and the config say of it. */
export function measuredRun(
  store: Pick<Store, "runs">,
  report: RunReport,
  targets: readonly TargetConfig[],
): MeasuredRun {
  const lastGoodAt = store.runs.lastEndedWith(report.target, gotThrough, Date.parse(report.startedAt));
  const tokenExpiresAt = targets.find(({ id }) => id === report.target)?.expiries?.[0]?.at;
  return {
    report,
    ...(lastGoodAt !== undefined && { lastGoodAt }),
    ...(tokenExpiresAt !== undefined && { tokenExpiresAt }),
  };
}
