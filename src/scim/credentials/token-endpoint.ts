import type { Clock } from "../../clock.ts";
import { TargetError } from "../../errors.ts";
import { bytesFor, readBody } from "../answer/answer-body.ts";
import { type ConnectionSettings, openPool } from "../connection/connect.ts";
import { describeFault, proxyRefusal } from "../connection/connection-fault.ts";
import { exchange } from "../connection/exchange.ts";
import type { OAuthCredentials } from "./credentials.ts";
import { shownTokenUrl } from "./oauth-answer.ts";
import type { TokenRequest } from "./oauth-request.ts";
import { chooseProxy } from "../connection/proxy.ts";
import { retryAfterMs } from "../pace/retry-after.ts";
import { readScimError } from "../scim-error.ts";
import type { ScimResponse } from "../connection/transport.ts";

type Pool = Awaited<ReturnType<typeof openPool>>;

export interface TokenEndpointOptions {
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  /** Milliseconds for one request. */
  readonly timeout: number;
  readonly connection?: ConnectionSettings;
  /** Stands in for the network, in tests. */
  readonly dispatcher?: Pool;
}

/** Sends a request for a token, and gives what the endpoint says of it. */
export type AskForToken = (request: TokenRequest, signal: AbortSignal) => Promise<ScimResponse>;

const attempts = 4;
const baseDelay = 500;
const longestDelay = 60_000;
const retryAfter = { header: "retry-after", form: "auto" } as const;
const answerBytes = 1024 * 1024;

/**
 * Asks a token endpoint, again after 429, 5xx and when no answer comes, with growing waits or those it asks for.
 * Redirects are not followed, so that the secret goes nowhere else. Throws `TargetError` of reason `unreachable`
 * when there is no answer to be had.
 */
export function tokenEndpoint(credentials: OAuthCredentials, options: TokenEndpointOptions): AskForToken {
  return async (request, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      const result = await attemptOnce(credentials, options, request, signal);
      if ("answer" in result && !isBusy(result.answer.status)) return result.answer;
      if (attempt >= attempts) throw unreachable(credentials, result);
      await options.clock.sleep(delay(result, attempt, options), signal);
    }
  };
}

type Result = { readonly answer: ScimResponse } | { readonly error: unknown; readonly said: string };

async function attemptOnce(
  credentials: OAuthCredentials,
  options: TokenEndpointOptions,
  request: TokenRequest,
  signal: AbortSignal,
): Promise<Result> {
  const { tokenUrl } = credentials;
  const proxy = chooseProxy(options.connection?.proxy, tokenUrl)?.url;
  const { timeout, connection = {} } = options;
  const pool =
    options.dispatcher ?? (await openPool({ baseUrl: tokenUrl, connections: 1, timeout, connection }));
  try {
    // A refresh token may be spent by the request: its answer, which holds the next one, is waited for in any case.
    const until = request.spendsRefreshToken ? undefined : signal;
    return { answer: await post(pool, tokenUrl, { request, until, timeout, proxy }) };
  } catch (error) {
    signal.throwIfAborted();
    return { error, said: describeFault(error, new URL(tokenUrl), proxy).message };
  } finally {
    // One request an hour needs no connection kept open.
    if (options.dispatcher === undefined) await pool.destroy();
  }
}

interface Posting {
  readonly request: TokenRequest;
  readonly until: AbortSignal | undefined;
  readonly timeout: number;
  readonly proxy: string | undefined;
}

async function post(
  pool: Pool,
  url: string,
  { request, until, timeout, proxy }: Posting,
): Promise<ScimResponse> {
  const { origin, pathname, search } = new URL(url);
  const sent = {
    origin,
    path: pathname + search,
    method: "POST",
    headers: { "user-agent": "scimsync", ...request.headers },
    body: request.body,
    headersTimeout: timeout,
    bodyTimeout: timeout,
  } as const;
  const limits = { bytes: answerBytes, ms: timeout };
  const bytes = (status: number) => bytesFor(status, limits);
  const arrived = await exchange(pool, sent, { bytes, ms: timeout }, until);
  const { status } = arrived;
  if (status === 407 && proxy !== undefined) throw proxyRefusal();
  const told = Object.entries(arrived.headers).map(([name, value]) => [name, request.hide(value)] as const);
  const { text } = await readBody(arrived, limits);
  return { status, headers: Object.fromEntries(told), text: status < 300 ? text : request.hide(text) };
}

function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

function delay(result: Result, attempt: number, { clock, random }: TokenEndpointOptions): number {
  const asked = "answer" in result ? retryAfterMs(result.answer.headers, retryAfter, clock.now()) : undefined;
  const backoff = baseDelay * 2 ** (attempt - 1) * (0.5 + random() / 2);
  return Math.min(asked ?? backoff, longestDelay);
}

function unreachable(credentials: OAuthCredentials, result: Result): TargetError {
  const said = "answer" in result ? readScimError(result.answer).message : result.said;
  const message = `the token endpoint ${shownTokenUrl(credentials)} gives no token (${said}); check auth.tokenUrl, or try again later`;
  return new TargetError("unreachable", message, "answer" in result ? {} : { cause: result.error });
}
