/**
 * Preloaded into a server's process (`--import`), whatever server that is: counts the requests that reach it and notes
 * when the first came and when the last was answered. A message "take" is answered with the `Tally` since the last one.
 */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** What came in since it was last asked. */
export interface Tally {
  readonly requests: number;
  /** Seconds from the arrival of the first request to the end of the last answer. */
  readonly seconds: number;
  /** Milliseconds from the head of a request to the end of its answer, in the middle. */
  readonly meanMs: number;
  /** By method and first part of the path below the base, such as `PATCH Groups`. */
  readonly kinds: Readonly<Record<string, KindTally>>;
}

export interface KindTally {
  readonly requests: number;
  /** Bytes of the largest body. */
  readonly largest: number;
}

interface Noting {
  requests: number;
  first: number;
  last: number;
  /** Milliseconds of all that were answered. */
  took: number;
  answered: number;
  readonly kinds: Map<string, { requests: number; largest: number }>;
}

function startNoting(): Noting {
  return { requests: 0, first: 0, last: 0, took: 0, answered: 0, kinds: new Map() };
}

function noteArrival(noting: Noting, { method = "", url = "", headers }: IncomingMessage): void {
  if (noting.requests === 0) noting.first = performance.now();
  noting.requests += 1;
  const endpoint = /\/(?:Users|Groups|Bulk)\b/.exec(url)?.[0].slice(1) ?? "other";
  const name = `${method} ${endpoint}`;
  const kind = noting.kinds.get(name) ?? { requests: 0, largest: 0 };
  kind.requests += 1;
  kind.largest = Math.max(kind.largest, Number(headers["content-length"] ?? 0));
  noting.kinds.set(name, kind);
}

function tallyOf({ requests, first, last, took, answered, kinds }: Noting): Tally {
  const meanMs = took / Math.max(1, answered);
  return { requests, seconds: (last - first) / 1000, meanMs, kinds: Object.fromEntries(kinds) };
}

function watch(): void {
  let noting = startNoting();
  const began = new WeakMap<IncomingMessage, number>();
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    noteArrival(noting, request);
    began.set(request, performance.now());
  });
  subscribe("http.server.response.finish", (message) => {
    noting.last = performance.now();
    noting.took +=
      noting.last - (began.get((message as { request: IncomingMessage }).request) ?? noting.last);
    noting.answered += 1;
  });
  process.on("message", () => {
    process.send?.(tallyOf(noting));
    noting = startNoting();
  });
  process.on("disconnect", () => process.exit());
}

watch();
