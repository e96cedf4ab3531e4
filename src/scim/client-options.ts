import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { ConnectionSettings } from "./connection/connect.ts";
import type { Credentials } from "./credentials/credentials.ts";
import type { Limits } from "./pace/limits.ts";
import type { PacingHeaders } from "./pace/pacing-headers.ts";
import type { RecordExchange } from "./recording/recording.ts";
import type { RetryPolicy } from "./pace/retry.ts";
import type { Spelling } from "./spelling.ts";
import type { TransportOptions } from "./connection/transport.ts";

/** What a `ScimClient` works with. Only the first three must be said. */
export interface ScimClientOptions extends Spelling {
  /** Without a slash at the end, such as `https://example.com/scim/v2`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly limits: Limits;
  /** Headers by which the provider asks for pauses and tells of quotas; the usual ones when absent. */
  readonly pacing?: PacingHeaders;
  readonly contentType?: "application/scim+json" | "application/json";
  /** What answers may be; either of both when absent. */
  readonly accept?: "application/scim+json" | "application/json";
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: Partial<RetryPolicy>;
  /** Certificates and proxy. */
  readonly connection?: ConnectionSettings;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Logger;
  /** Told of each request and its answer, credentials included: see `harEntry`. */
  readonly record?: RecordExchange;
  readonly dispatcher?: NonNullable<TransportOptions["dispatcher"]>;
  /** Called before each request leaves; what it throws keeps that request back. */
  readonly mayLeave?: () => void;
  /** Ends long waits, with `StoppedError`: for a permit, for the end of a pause, for a repeat. Requests that go at once still go. */
  readonly stop?: AbortSignal;
  /** Ends all waiting and all requests. */
  readonly signal?: AbortSignal;
}
