import type { Terminal } from "./terminal.ts";

/** How a run is asked to end: the first signal in good order, the second at once. */
export interface StopSignals {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  release(): void;
}

export function stopSignals(terminal: Terminal): StopSignals {
  const stop = new AbortController();
  const abort = new AbortController();
  function onSignal(): void {
    if (stop.signal.aborted) return abort.abort(new Error("interrupted twice"));
    stop.abort(new Error("interrupted"));
    terminal.note("stopping: what is under way is finished and recorded; once more to end at once");
  }
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    release: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}
