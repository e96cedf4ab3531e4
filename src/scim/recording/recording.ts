import type { Clock } from "../../clock.ts";
import { NetworkError, type ScimRequest, type ScimResponse, type Send } from "../connection/transport.ts";

/** One request and what came of it. */
export interface Exchange {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds until the answer was whole. */
  readonly ms: number;
  readonly request: ScimRequest;
  /** The answer, or why there was none. */
  readonly outcome: ScimResponse | NetworkError;
}

export type RecordExchange = (exchange: Exchange) => void;

/** Tells `record` of each request that goes through `send`, repeats included. */
export function withRecording(send: Send, baseUrl: string, record: RecordExchange, clock: Clock): Send {
  return async (request, signal) => {
    const startedAt = clock.now();
    const note = (outcome: ScimResponse | NetworkError): void =>
      record({ baseUrl, startedAt, ms: clock.now() - startedAt, request, outcome });
    try {
      const response = await send(request, signal);
      note(response);
      return response;
    } catch (error) {
      if (error instanceof NetworkError) note(error);
      throw error;
    }
  };
}
