import { StoppedError } from "../errors.ts";

/** Throws `StoppedError` when the run was told to end. */
export function refuseStopped(stop: AbortSignal | undefined): void {
  if (stop?.aborted !== true) return;
  throw stop.reason instanceof StoppedError ? stop.reason : new StoppedError("the run was told to end");
}
