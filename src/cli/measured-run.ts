import type { MeasuredRun } from "../report/metrics.ts";
import type { Store } from "../store/store.ts";
import { gotThrough } from "../sync/monitor.ts";
import type { RunReport } from "../sync/report.ts";

/** A run with what its target's runs before say of it. */
export function measuredRun(store: Pick<Store, "runs">, report: RunReport): MeasuredRun {
  const lastGoodAt = store.runs.lastEndedWith(report.target, gotThrough, Date.parse(report.startedAt));
  return { report, ...(lastGoodAt !== undefined && { lastGoodAt }) };
}
