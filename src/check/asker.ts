import type { Clock } from "../clock.ts";
import { TargetError } from "../errors.ts";
import type { ScimClient } from "../scim/client.ts";
import type { ScimClientOptions } from "../scim/client-options.ts";
import type { Exchange } from "../scim/recording/recording.ts";
import { parseJson } from "../scim/scim-error.ts";
import { NetworkError, type ScimRequest, type ScimResponse } from "../scim/connection/transport.ts";
import type { Answer } from "./answer.ts";
import { inTongue, type Tongue, withVersion } from "./tongue.ts";

/** Makes the client of the target; what is given goes over its own options. */
export type OpenClient = (over: Pick<ScimClientOptions, "record" | "retry">) => ScimClient;

/** Why a check ended before its end. */
export class CheckStopped extends Error {
  override readonly name = "CheckStopped";
  readonly why: "interrupted" | "outOfTime";
  constructor(why: "interrupted" | "outOfTime") {
    super(why);
    this.why = why;
  }
}

/** Asks a target one thing after another, and keeps what answers tell by the way. */
export interface Asker {
  /**
   * The answer, whatever it is, also when none came. Throws `CheckStopped`, and `TargetError` when the credentials are
   * refused with 401.
   */
  send(request: ScimRequest): Promise<Answer>;
  /** From now on requests are worded so, not as the profile says. */
  speak(tongue: Tongue): void;
  readonly tongue: Tongue;
  readonly requests: number;
  /** Milliseconds of each answer. */
  readonly times: readonly number[];
  /** Response headers that speak of limits, by name in lower case, with the last value seen. */
  readonly limitHeaders: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

export interface AskerOptions {
  readonly open: OpenClient;
  readonly clock: Clock;
  /** Aborted when the check shall end. A write that is under way is waited for, lest nobody know what it made. */
  readonly stop: AbortSignal;
  /** Aborted when everything shall end at once. */
  readonly abort: AbortSignal;
  /** Milliseconds all requests together may take. */
  readonly within: number;
  /** How requests are worded from the start, besides what the profile says. */
  readonly tongue?: Tongue;
}

/** One more try where a request cannot have been seen, and no long waits: a check wants to see faults, not to heal them. */
const retry = { attempts: 2, baseDelay: 200, maxPauses: 5 } as const;

const aboutLimits = /^(?:x-)?rate-?limit|^(?:x-)?retry-after$/;

export function openAsker({ open, clock, stop, abort, within, tongue: spoken = {} }: AskerOptions): Asker {
  const times: number[] = [];
  const limitHeaders = new Map<string, string>();
  let last: ScimResponse | undefined;
  let tongue = spoken;
  const client = open({ retry, record: note });
  const closed = new AbortController();
  const over = new AbortController();
  const forWrites = AbortSignal.any([abort, over.signal]);
  const forReads = AbortSignal.any([stop, forWrites]);
  clock.sleep(within, closed.signal).then(
    () => over.abort(new CheckStopped("outOfTime")),
    () => {},
  );

  function note({ outcome, ms }: Exchange): void {
    last = outcome instanceof NetworkError ? undefined : outcome;
    if (last === undefined) return;
    times.push(ms);
    for (const [name, value] of Object.entries(last.headers))
      if (aboutLimits.test(name)) limitHeaders.set(name, value);
  }
  function stopIfAsked(): void {
    if (stop.aborted || abort.aborted) throw new CheckStopped("interrupted");
    if (over.signal.aborted) throw new CheckStopped("outOfTime");
  }
  async function ask(request: ScimRequest): Promise<Answer> {
    stopIfAsked();
    const signal = request.method === "GET" ? forReads : forWrites;
    try {
      return answerOf(await client.exchange(inTongue(request, tongue), signal));
    } catch (error) {
      if (signal.aborted) stopIfAsked();
      if (error instanceof NetworkError) return silence(error);
      // Several verbs in a row may be forbidden, which says nothing of the credentials.
      const forbidden = error instanceof TargetError && last?.status === 403;
      if (!forbidden || last === undefined) throw error;
      return answerOf(last);
    }
  }
  return {
    speak: (spoken) => void (tongue = { ...tongue, ...spoken }),
    get tongue() {
      return tongue;
    },
    send: async (request) => ask(tongue.versions === true ? await withVersion(request, ask) : request),
    get requests() {
      return client.requests.total;
    },
    times,
    limitHeaders,
    async close() {
      closed.abort();
      await client.close();
    },
  };
}

function answerOf(response: ScimResponse): Answer {
  return { ...response, body: parseJson(response.text) };
}

function silence({ message }: NetworkError): Answer {
  return { status: 0, headers: {}, text: "", body: undefined, silence: message };
}
