import type { Dispatcher } from "undici";
import type { Json } from "../../canonical.ts";
import { type BodyFault, bytesFor, readBody } from "../answer/answer-body.ts";
import { answerBytes } from "../answer/answer-limits.ts";
import { type ConnectionSettings, openPool } from "./connect.ts";
import { describeFault, proxyRefusal } from "./connection-fault.ts";
import { exchange } from "./exchange.ts";
import { chooseProxy } from "./proxy.ts";
import type { RequestLine } from "../request-line.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request below the base URL of a service provider. */
export interface ScimRequest {
  readonly method: Method;
  /** Begins with a slash; ids in it are percent-encoded; may hold a query. */
  readonly path: string;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sending it twice does what sending it once does, although its method does not promise so (PATCH). */
  readonly idempotent?: boolean;
  /** It changes nothing, although its method may (POST of a search). */
  readonly isRead?: boolean;
  /** Bytes of a good answer at most. */
  readonly answerBytes?: number;
}

/** An answer as it came. */
export interface ScimResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of an error 64 KiB at most. */
  readonly text: string;
  /** Why there is no text, although the answer had one. */
  readonly fault?: BodyFault;
}

/** Sends one request and gives the answer, whatever its status; rejects with `NetworkError` when there is none. */
export type Send = (request: ScimRequest, signal?: AbortSignal) => Promise<ScimResponse>;

/** No whole answer came. `AnswerError` is the kind for an answer that came and cannot be read. */
export class NetworkError extends Error {
  override readonly name: string = "NetworkError";
  /** False only when the provider cannot have seen the request. */
  readonly mayHaveArrived: boolean;
  /** What was asked, once the client knows; it is not set before. */
  request: RequestLine | undefined;
  constructor(message: string, mayHaveArrived: boolean, options?: ErrorOptions) {
    super(message, options);
    this.mayHaveArrived = mayHaveArrived;
  }
}

export interface TransportOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly contentType: string;
  /** Makes the text of a body that is sent; JSON when left out. */
  readonly encode?: (body: Json) => string;
  readonly headers: Readonly<Record<string, string>>;
  /** Connections kept open. */
  readonly connections: number;
  /** Milliseconds until the headers, and from there until the end of the answer. */
  readonly timeout: number;
  /** Certificates and proxy; straight, and with the authorities Node.js knows, when left out. */
  readonly connection?: ConnectionSettings;
  /** Called before each request is written to its connection; what it throws keeps that request back. */
  readonly mayLeave?: () => void;
  /** Stands in for the network, in tests. */
  readonly dispatcher?: Dispatcher;
}

export interface Transport {
  readonly send: Send;
  close(): Promise<void>;
}

/** One pool of kept-alive HTTP/1.1 connections to a service provider. Redirects are not followed. */
export function openTransport(options: TransportOptions): Transport {
  const base = new URL(options.baseUrl);
  let opening: Promise<Dispatcher> | undefined;
  let pool: Dispatcher | undefined;
  const { encode = asJson } = options;
  const fixed = { accept: "application/scim+json, application/json", ...options.headers };
  const withBody = { ...fixed, "content-type": options.contentType };
  const basePath = base.pathname.replace(/\/$/, "");
  const proxy = chooseProxy(options.connection?.proxy, options.baseUrl)?.url;

  async function send(request: ScimRequest, signal?: AbortSignal): Promise<ScimResponse> {
    const sent: Dispatcher.DispatchOptions = {
      origin: base.origin,
      path: basePath + request.path,
      method: request.method,
      headers: { ...(request.body === undefined ? fixed : withBody), ...request.headers },
      body: request.body === undefined ? null : encode(request.body),
      headersTimeout: options.timeout,
      bodyTimeout: options.timeout,
    };
    pool ??= await open();
    const limits = { bytes: request.answerBytes ?? answerBytes.list, ms: options.timeout };
    const bytes = (status: number) => bytesFor(status, limits);
    let kept: { readonly error: unknown } | undefined;
    const onLeave = (): void => {
      try {
        options.mayLeave?.();
      } catch (error) {
        kept = { error };
        throw error;
      }
    };
    try {
      const arrived = await exchange(pool, sent, { bytes, ms: options.timeout, onLeave }, signal);
      const { status, headers } = arrived;
      if (status === 407 && proxy !== undefined) throw proxyRefusal();
      const { text, fault } = await readBody(arrived, limits);
      return fault === undefined ? { status, headers, text } : { status, headers, text, fault };
    } catch (error) {
      throw kept === undefined ? asNetworkError(error, base, proxy) : kept.error;
    }
  }
  function open(): Promise<Dispatcher> {
    opening ??= options.dispatcher === undefined ? openPool(options) : Promise.resolve(options.dispatcher);
    return opening;
  }
  return { send, close: async () => (await opening?.catch(() => undefined))?.close() };
}

function asJson(body: Json): string {
  return JSON.stringify(body);
}

function asNetworkError(error: unknown, base: URL, proxy: string | undefined): NetworkError {
  const { message, mayHaveArrived } = describeFault(error, base, proxy);
  return new NetworkError(message, mayHaveArrived, { cause: error });
}
