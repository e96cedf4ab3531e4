import type { Dispatcher } from "undici";

/** An answer as it came, compressed if it was. */
export interface Arrived {
  readonly status: number;
  /** Names in lower case; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** What came of the body until its end. */
  readonly bytes: Buffer;
  /** An error when the connection broke in the middle of it. */
  readonly end: "whole" | "too_large" | "too_slow" | Error;
}

export interface ArrivalLimits {
  /** Of the body, by status. */
  readonly bytes: (status: number) => number;
  /** Milliseconds from the headers to the end. */
  readonly ms: number;
  /** Called when a connection is there, before anything is written to it; what it throws keeps the request back. */
  readonly onLeave?: () => void;
}

/**
 * Sends one request and takes its answer in, bounded in size and time. Rejects when no headers come, or with the reason
 * of the signal. Straight on the dispatcher: a stream for each answer would cost as much as the rest of the exchange.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ArrivalLimits,
  signal?: AbortSignal,
): Promise<Arrived> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(reasonOf(signal));
    dispatcher.dispatch(request, new Arrival(limits, signal, resolve, reject));
  });
}

class Arrival implements Dispatcher.DispatchHandler {
  readonly #limits: ArrivalLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (arrived: Arrived) => void;
  readonly #reject: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #chunks: Buffer[] = [];
  #room = 0;
  #timer: NodeJS.Timeout | undefined;
  #isSettled = false;

  constructor(
    limits: ArrivalLimits,
    signal: AbortSignal | undefined,
    resolve: (arrived: Arrived) => void,
    reject: (error: Error) => void,
  ) {
    this.#limits = limits;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => {
    const reason = reasonOf(this.#signal);
    if (this.#settle()) this.#reject(reason);
    this.#controller?.abort(reason);
  };

  /** Called again where the dispatcher sends a request again that cannot have arrived. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) return controller.abort(reasonOf(this.#signal));
    try {
      this.#limits.onLeave?.();
    } catch (error) {
      if (this.#settle()) this.#reject(error as Error);
      controller.abort(error as Error);
    }
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    // Answers such as 103 come before the one that counts.
    if (status < 200 || this.#isSettled) return;
    this.#status = status;
    this.#headers = flatHeaders(headers);
    this.#room = this.#limits.bytes(status);
    this.#timer = setTimeout(() => this.#cutOff("too_slow"), this.#limits.ms);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return;
    const room = this.#room;
    this.#room -= chunk.length;
    if (room > 0) this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    if (this.#room < 0) this.#cutOff("too_large");
  }

  onResponseEnd(): void {
    this.#finish("whole");
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#status !== 0) this.#finish(error);
    else if (this.#settle()) this.#reject(error);
  }

  /** Ends the connection too, or the rest would still come. */
  #cutOff(end: "too_large" | "too_slow"): void {
    this.#finish(end);
    this.#controller?.abort(new Error(`the answer was ${end}`));
  }

  #finish(end: Arrived["end"]): void {
    if (!this.#settle()) return;
    const [first = Buffer.alloc(0), ...others] = this.#chunks;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, bytes, end });
  }

  /** False when that was done before. */
  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }
}

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

function flatHeaders(headers: RawHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === "string" ? value : value.join(", ");
  }
  return flat;
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
