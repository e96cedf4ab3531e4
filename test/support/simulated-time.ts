import { Agent, DecoratorHandler, type Dispatcher } from "undici";
import { onTestFinished, vi } from "vitest";
import { type Clock, systemClock } from "../../src/clock.ts";

/**
 * Time that stands still while a request is under way, and jumps to the next timer when nothing is. Timers and dates of
 * the whole process obey it, those of libraries too; sockets, files and SQLite are the real ones. An hour of waiting costs a
 * test nothing, and what happens does not depend on how busy the machine is.
 */
export interface SimulatedTime {
  /** Sends on real sockets; told of each request as it leaves and as its answer is in. */
  readonly dispatcher: Dispatcher;
  /** For the server. */
  readonly serverClock: Clock;
  /** Lets time pass until the work is done. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
}

export interface Network {
  /** Milliseconds that a request is on its way. */
  readonly way?: () => number;
  /**
   * Intervals are those of the machine. The lock of the state beats by one, and where much is read from files time runs on
   * with it for days.
   */
  readonly realIntervals?: true;
  readonly onLeave?: (request: Dispatcher.DispatchOptions) => void;
  readonly onAnswer?: (status: number, headers: Record<string, string | string[] | undefined>) => void;
  /** No answer came. */
  readonly onSilence?: () => void;
}

/** Begins for the rest of the test. */
export function simulateTime(network: Network = {}): SimulatedTime {
  const intervals = network.realIntervals === true ? [] : (["setInterval", "clearInterval"] as const);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", ...intervals, "Date"] });
  const underWay = { requests: 0, asleep: 0, forsaken: 0 };
  const agent = new Agent({ pipelining: 1 });
  onTestFinished(async () => {
    vi.useRealTimers();
    await agent.destroy();
  });
  return {
    dispatcher: agent.compose((dispatch) => (options, handler) => {
      function send(): void {
        underWay.requests += 1;
        network.onLeave?.(options);
        dispatch(options, watched(handler, network, underWay));
      }
      const ms = network.way?.() ?? 0;
      if (ms > 0) setTimeout(send, ms);
      else send();
      return true;
    }),
    serverClock: {
      now: () => systemClock.now(),
      async sleep(ms) {
        underWay.asleep += 1;
        await systemClock.sleep(ms);
        underWay.asleep -= 1;
        underWay.forsaken = Math.max(0, underWay.forsaken - 1);
      },
    },
    during: (work) => passTime(work, () => underWay.requests - (underWay.asleep - underWay.forsaken) > 0),
  };
}

interface UnderWay {
  requests: number;
  /** Answers that the server keeps for a while. */
  asleep: number;
  /** Those among them that nobody waits for any more. */
  forsaken: number;
}

function watched(
  handler: Dispatcher.DispatchHandler,
  network: Network,
  underWay: UnderWay,
): Dispatcher.DispatchHandler {
  // Its type does not tell the methods it has.
  const inner = new DecoratorHandler(handler) as unknown as Required<Dispatcher.DispatchHandler>;
  let answer: { status: number; headers: Record<string, string | string[] | undefined> } | undefined;
  return {
    onRequestStart: (...told) => inner.onRequestStart(...told),
    onResponseStart(...told) {
      answer = { status: told[1], headers: told[2] };
      inner.onResponseStart(...told);
    },
    onResponseData: (...told) => inner.onResponseData(...told),
    onResponseEnd(...told) {
      underWay.requests -= 1;
      if (answer !== undefined) network.onAnswer?.(answer.status, answer.headers);
      inner.onResponseEnd(...told);
    },
    onResponseError(...told) {
      underWay.requests -= 1;
      network.onSilence?.();
      const { code } = told[1] as NodeJS.ErrnoException;
      if (code === "UND_ERR_HEADERS_TIMEOUT") underWay.forsaken += 1;
      inner.onResponseError(...told);
    },
  };
}

/** Rounds of the event loop without a request after which nothing is under way. */
const quietRounds = 3;

async function passTime<T>(work: Promise<T>, isBusy: () => boolean): Promise<T> {
  const state = { isDone: false };
  const watched = work.finally(() => {
    state.isDone = true;
  });
  watched.catch(() => {});
  let quiet = 0;
  while (!state.isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = isBusy() ? 0 : quiet + 1;
    if (quiet < quietRounds) continue;
    quiet = 0;
    vi.advanceTimersToNextTimer();
  }
  return watched;
}
