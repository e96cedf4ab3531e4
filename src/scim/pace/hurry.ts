import { setMaxListeners } from "node:events";
import type { Clock } from "../../clock.ts";
import { StoppedError } from "../../errors.ts";

/** Once it is told to end, a run waits no longer than this for permits, pauses and repeats, in milliseconds. */
const patience = 2_000;

/** Ends waits of a run that was told to end; what is on its way is not concerned. */
export interface Hurry {
  /** Aborted with `StoppedError` when waits are to end. */
  readonly signal: AbortSignal;
  close(): void;
}

/** `stop` is the run's wish to end in good order, `abort` to end at once. */
export function createHurry(stop: AbortSignal, abort: AbortSignal | undefined, clock: Clock): Hurry {
  const waits = new AbortController();
  // Each request that waits listens.
  setMaxListeners(0, waits.signal);
  const closed = new AbortController();
  const end = (): void => waits.abort(new StoppedError("the run ends"));
  const soon = (): void => void clock.sleep(patience, closed.signal).then(end, () => {});
  if (abort?.aborted === true) end();
  else if (stop.aborted) soon();
  stop.addEventListener("abort", soon, { once: true, signal: closed.signal });
  abort?.addEventListener("abort", end, { once: true, signal: closed.signal });
  return { signal: waits.signal, close: () => closed.abort() };
}
