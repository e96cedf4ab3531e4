import { StoppedError } from "../errors.ts";
import type { Terminal } from "./terminal.ts";

/** How a run is asked to end: the first signal in good order, the second at once. */
export interface StopSignals {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  release(): void;
}

export interface StopOptions {
  /** Milliseconds after which the run is asked to end as by one signal. */
  readonly maxRuntime?: number | undefined;
  /** That the time is over is not told: whoever set it expects that. */
  readonly quiet?: boolean;
  /** Ends the process. */
  readonly exit?: (code: number) => void;
}

/** SIGHUP comes when the terminal is closed. */
export const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** After the second signal so much time is left to write down what was under way, in milliseconds. */
const lastWords = 1_000;

const interrupted = 130;

/** Listens to the signals of the system. A third one, or a second that is not heeded soon, ends the process there and then. */
export function stopSignals(terminal: Pick<Terminal, "note">, options: StopOptions = {}): StopSignals {
  const { maxRuntime, quiet = false, exit = (code) => process.exit(code) } = options;
  const stop = new AbortController();
  const abort = new AbortController();
  let isAsked = false;
  let timer: NodeJS.Timeout | undefined;
  function onSignal(signal: NodeJS.Signals): void {
    if (abort.signal.aborted) return exit(interrupted);
    if (isAsked) {
      abort.abort(new StoppedError(`${signal}, twice`));
      timer = setTimeout(() => exit(interrupted), lastWords).unref();
      return;
    }
    isAsked = true;
    stop.abort(new StoppedError(signal));
    terminal.note("stopping: what is under way is finished and recorded; once more to end at once");
  }
  function onTime(): void {
    stop.abort(new StoppedError("--max-runtime is over"));
    if (!isAsked && !quiet)
      terminal.note("--max-runtime is over: what is under way is finished and recorded");
  }
  const time = maxRuntime === undefined ? undefined : setTimeout(onTime, maxRuntime).unref();
  for (const signal of endings) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    release() {
      clearTimeout(time);
      clearTimeout(timer);
      for (const signal of endings) process.off(signal, onSignal);
    },
  };
}
