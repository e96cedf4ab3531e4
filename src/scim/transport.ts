import type { Dispatcher } from "undici";
import type { Json } from "../canonical.ts";
import { openPool } from "./connect.ts";

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
}

export interface ScimResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends one request and gives the answer, whatever its status; rejects with `NetworkError` when there is none. */
export type Send = (request: ScimRequest, signal?: AbortSignal) => Promise<ScimResponse>;

/** No whole answer came. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  /** False only when the provider cannot have seen the request. */
  readonly mayHaveArrived: boolean;
  constructor(message: string, mayHaveArrived: boolean, options?: ErrorOptions) {
    super(message, options);
    this.mayHaveArrived = mayHaveArrived;
  }
}

export interface TransportOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Connections kept open. */
  readonly connections: number;
  /** Milliseconds until the headers, and between pieces of the body. */
  readonly timeout: number;
  /** Stands in for the network, in tests and behind proxies. */
  readonly dispatcher?: Dispatcher;
}

export interface Transport {
  readonly send: Send;
  close(): Promise<void>;
}

/** An answer larger than this is not read: 64 MiB. */
const maxAnswerBytes = 64 * 1024 * 1024;

const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** One pool of kept-alive HTTP/1.1 connections to a service provider. Redirects are not followed. */
export function openTransport(options: TransportOptions): Transport {
  const base = new URL(options.baseUrl);
  let opening: Promise<Dispatcher> | undefined;
  const fixed = { accept: "application/scim+json, application/json", ...options.headers };
  const withBody = { ...fixed, "content-type": options.contentType };
  const basePath = base.pathname.replace(/\/$/, "");

  async function send(request: ScimRequest, signal?: AbortSignal): Promise<ScimResponse> {
    const sent: Dispatcher.RequestOptions = {
      origin: base.origin,
      path: basePath + request.path,
      method: request.method,
      headers: { ...(request.body === undefined ? fixed : withBody), ...request.headers },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: signal ?? null,
      headersTimeout: options.timeout,
      bodyTimeout: options.timeout,
    };
    opening ??= options.dispatcher === undefined ? openPool(options) : Promise.resolve(options.dispatcher);
    try {
      const answer = await (await opening).request(sent);
      return {
        status: answer.statusCode,
        headers: flatHeaders(answer.headers),
        text: await readBody(answer),
      };
    } catch (error) {
      throw asNetworkError(error, base.host);
    }
  }
  return { send, close: async () => (await opening)?.close() };
}

async function readBody(answer: Dispatcher.ResponseData): Promise<string> {
  const length = Number(answer.headers["content-length"]);
  if (length <= maxAnswerBytes) return answer.body.text();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes > maxAnswerBytes) throw new Error(`the answer is larger than ${maxAnswerBytes} bytes`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function asNetworkError(error: unknown, host: string): NetworkError {
  const { code, message } = rootCause(error);
  const said = code === undefined || message.includes(code) ? message : `${message} (${code})`;
  return new NetworkError(`${host}: ${said}`, code === undefined || !neverSent.has(code), { cause: error });
}

function rootCause(error: unknown): { code: string | undefined; message: string } {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = (first ?? {}) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === "string" ? code : undefined,
    message: typeof message === "string" && message !== "" ? message : String(code ?? first),
  };
}
