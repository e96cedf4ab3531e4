import { type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { Dispatcher } from "undici";

/**
 * Sends what undici is asked to send through node:http, because nock 14 sees node:http and not undici. For
 * `dispatcher.request(…)`, which speaks to the handlers that undici 7 calls deprecated; upgrades and HTTP/2 are left
 * out. A connection a request, so no test leaves sockets behind.
 */
export class NodeHttpDispatcher extends Dispatcher {
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const exchange = new Exchange(options, handler);
    exchange.begin();
    return true;
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | undefined {
    if (callback === undefined) return Promise.resolve();
    callback();
    return undefined;
  }
}

/** One request and its answer, told to a handler of undici's. */
class Exchange {
  readonly #options: Dispatcher.DispatchOptions;
  readonly #handler: Dispatcher.DispatchHandler;
  #request: ClientRequest | undefined;
  #over = false;

  constructor(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
    this.#options = options;
    this.#handler = handler.onRequestStart === undefined ? handler : asDeprecated(handler);
  }

  begin(): void {
    this.#handler.onConnect?.((reason) => this.#fail(reason ?? new Error("aborted")));
    // An abort signal that had fired already ends the exchange inside onConnect.
    if (this.#over) return;
    const { origin = "", path, method, headers, body, headersTimeout } = this.#options;
    const { protocol, hostname, port } = new URL(origin);
    const send = protocol === "https:" ? httpsRequest : httpRequest;
    // The path goes out as it stands: a URL would resolve the dots in it.
    const request = send({
      protocol,
      hostname,
      port,
      path,
      method,
      headers: plainHeaders(headers),
      agent: false,
    });
    this.#request = request;
    request.on("response", (response) => this.#answer(response));
    request.on("error", (error) => this.#fail(error));
    if (typeof headersTimeout === "number" && headersTimeout > 0) this.#watch(request, headersTimeout);
    // A body whose length is told in the headers, as undici sends it.
    const bytes = typeof body === "string" ? Buffer.from(body) : undefined;
    if (bytes !== undefined) request.setHeader("content-length", bytes.length);
    request.end(bytes);
  }

  #watch(request: ClientRequest, ms: number): void {
    const late = Object.assign(new Error("Headers Timeout Error"), { code: "UND_ERR_HEADERS_TIMEOUT" });
    const timer = setTimeout(() => this.#fail(late), ms);
    request.once("response", () => clearTimeout(timer));
    request.once("close", () => clearTimeout(timer));
  }

  #answer(response: IncomingMessage): void {
    if (this.#over) return;
    const raw = response.rawHeaders.map((text) => Buffer.from(text));
    const { statusCode = 0, statusMessage = "" } = response;
    this.#handler.onHeaders?.(statusCode, raw, () => response.resume(), statusMessage);
    response.on("data", (chunk: Buffer) => {
      if (!this.#over && this.#handler.onData?.(chunk) === false) response.pause();
    });
    response.on("error", (error) => this.#fail(error));
    response.on("end", () => {
      if (this.#over) return;
      this.#over = true;
      this.#handler.onComplete?.([]);
    });
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#request?.destroy();
    this.#handler.onError?.(error);
  }
}

/** A handler of today, as the one that `dispatcher.request(…)` still makes. */
function asDeprecated(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController;
  return {
    onConnect(abort) {
      controller = controllerBy(abort);
      handler.onRequestStart?.(controller, {});
    },
    onHeaders(status, raw) {
      const named = raw.flatMap((name, at) =>
        at % 2 === 0 ? [[String(name).toLowerCase(), String(raw[at + 1])] as const] : [],
      );
      handler.onResponseStart?.(controller, status, Object.fromEntries(named));
      return true;
    },
    onData(chunk) {
      handler.onResponseData?.(controller, chunk);
      return true;
    },
    onComplete: () => handler.onResponseEnd?.(controller, {}),
    onError: (error) => handler.onResponseError?.(controller, error),
  };
}

function controllerBy(abort: (reason?: Error) => void): Dispatcher.DispatchController {
  const idle = { aborted: false, paused: false, reason: null, rawHeaders: null, rawTrailers: null };
  return { ...idle, abort: (reason) => abort(reason), pause: () => {}, resume: () => {} };
}

function plainHeaders(headers: Dispatcher.DispatchOptions["headers"]): Record<string, string> {
  return Object.fromEntries(pairs(headers).map(([name, value]) => [name, String(value)]));
}

function pairs(headers: Dispatcher.DispatchOptions["headers"]): readonly (readonly [string, unknown])[] {
  if (headers === null || headers === undefined) return [];
  if (Array.isArray(headers)) {
    const flat = headers as readonly unknown[];
    return flat.flatMap((name, at) => (at % 2 === 0 ? [[String(name), flat[at + 1]] as const] : []));
  }
  return Symbol.iterator in headers ? [...(headers as Iterable<[string, unknown]>)] : Object.entries(headers);
}
