import type { MeasuredRun } from "../report/metrics.ts";
import { noTrace, type Trace } from "../trace.ts";

/** Those who watch a run from outside. */
export interface Telemetry {
  /** Undefined when nobody follows, so that nothing is noted for them. */
  readonly trace: Trace | undefined;
  /** States the numbers of runs of whole targets. */
  measure(runs: readonly MeasuredRun[]): void;
  /** Does the work of a command as the outermost span, and sends what is left to send. */
  watch(command: string, work: () => Promise<number>): Promise<number>;
}

/** Nobody watches. */
export const noTelemetry: Telemetry = {
  trace: undefined,
  measure() {},
  watch: (command, work) => noTrace.during(command, {}, work),
};
