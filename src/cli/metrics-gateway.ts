import { toProxyRules } from "../config/proxy-rules.ts";
import { type MetricsPush, readPushGateway } from "../config/push-gateway.ts";
import { UsageError } from "../errors.ts";
import type { MeasuredRun } from "../report/metrics.ts";
import type { SyncOptions } from "../sync/sync.ts";
import { plain } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

/** Throws `UsageError` for an address of `--metrics-push` that cannot be pushed to; before a run, not after it. */
export function refuseNoGateway(address: string | undefined): void {
  const problem = address === undefined ? undefined : readPushGateway(address).problem;
  // The address may hold a password, and is not shown.
  if (problem !== undefined) throw new UsageError(`--metrics-push: the address ${problem}`);
}

/**
 * Pushes the metrics of runs to this address, else to that of the config. What cannot be pushed does not change what the run
 * came to: a line on stderr says so.
 */
export async function pushMetricsTo(
  address: string | undefined,
  { loaded, abort }: Pick<SyncOptions, "loaded" | "abort">,
  terminal: Terminal,
  runs: readonly MeasuredRun[],
): Promise<void> {
  const push = address === undefined ? loaded.config.metrics : statedPush(address, terminal);
  if (push === undefined || runs.length === 0) return;
  const { pushMetrics } = await import("../telemetry/push-metrics.ts");
  try {
    await pushMetrics(push, runs, { abort });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    terminal.note(`warning: metrics were not pushed: ${plain(message)}; the next run pushes its own`);
  }
}

function statedPush(address: string, { environment }: Terminal): MetricsPush {
  return {
    address: { description: "--metrics-push", read: () => Promise.resolve(address) },
    proxy: toProxyRules(undefined, { folder: ".", environment, place: {} }),
  };
}
