import type { Clock } from "../../clock.ts";
import { TargetError } from "../../errors.ts";

/** An access token as a token endpoint gave it (RFC 6749 §5.1). */
export interface AccessToken {
  readonly value: string;
  /** Seconds; undefined when the endpoint did not say, or nothing that can be. */
  readonly expiresIn: number | undefined;
}

/** One access token at a time, fetched when it is first wanted and again before it expires. */
export interface TokenCache {
  /** The token; waits for it to be fetched when there is none. */
  current(signal?: AbortSignal): Promise<string>;
  /** The token is not taken any more, whatever was said of its life. */
  refused(token: string): void;
}

/** A life that was not stated. The provider's 401 is the other way to learn of its end. */
const usualLife = 3600_000;
/** No run is so long; and some endpoints state milliseconds. */
const longestLife = 24 * 3600_000;
/** A token is renewed this long before its end, or a tenth of its life before, whichever is shorter. */
const longestMargin = 60_000;

/**
 * However many ask, one request for a token is on its way. It ends when nobody waits for it any more. A refusal
 * (`TargetError` of reason `credentials_refused`) is final: asking again could lock the client out.
 */
export function createTokenCache(
  fetchToken: (signal: AbortSignal) => Promise<AccessToken>,
  clock: Clock,
): TokenCache {
  let held: { readonly value: string; readonly renewAt: number } | undefined;
  let fetching: Shared<string> | undefined;
  let final: TargetError | undefined;

  async function fetchAndHold(signal: AbortSignal): Promise<string> {
    const askedAt = clock.now();
    try {
      const { value, expiresIn } = await fetchToken(signal);
      held = { value, renewAt: askedAt + timeOfUse(expiresIn) };
      return value;
    } catch (error) {
      if (error instanceof TargetError && error.reason === "credentials_refused") final = error;
      throw error;
    }
  }
  return {
    async current(signal) {
      if (final !== undefined) throw final;
      if (held !== undefined && clock.now() < held.renewAt) return held.value;
      signal?.throwIfAborted();
      if (fetching === undefined || fetching.isOver()) fetching = share(fetchAndHold);
      return fetching.join(signal);
    },
    refused(token) {
      if (held?.value === token) held = undefined;
    },
  };
}

/** Milliseconds a token is used. */
function timeOfUse(expiresIn: number | undefined): number {
  const stated = (expiresIn ?? 0) * 1000;
  const life = Math.min(stated > 0 ? stated : usualLife, longestLife);
  return life - Math.min(longestMargin, life / 10);
}

/** Work that several wait for. */
interface Shared<T> {
  /** Rejects with the signal's reason when it aborts first. */
  join(signal: AbortSignal | undefined): Promise<T>;
  /** Done, failed, or abandoned. */
  isOver(): boolean;
}

/** Begins the work; it is aborted when the last who waited has gone. */
function share<T>(work: (signal: AbortSignal) => Promise<T>): Shared<T> {
  const abandon = new AbortController();
  let waiting = 0;
  let over = false;
  const result = work(abandon.signal).finally(() => (over = true));

  function join(signal: AbortSignal | undefined): Promise<T> {
    waiting += 1;
    return new Promise((resolve, reject) => {
      function giveUp(): void {
        waiting -= 1;
        if (waiting === 0) abandon.abort();
        reject(reasonOf(signal));
      }
      signal?.addEventListener("abort", giveUp, { once: true });
      void result.then(resolve, reject).finally(() => signal?.removeEventListener("abort", giveUp));
    });
  }
  return { join, isOver: () => over || abandon.signal.aborted };
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
