import type { Method, Send } from "./connection/transport.ts";

/** How many requests went out, repeats included. */
export interface RequestCount {
  total: number;
  readonly byMethod: Partial<Record<Method, number>>;
  retried: number;
}

export function newRequestCount(): RequestCount {
  return { total: 0, byMethod: {}, retried: 0 };
}

/** Counts each request that goes through `send`. */
export function withRequestCount(send: Send, count: RequestCount): Send {
  return (request, signal) => {
    count.total += 1;
    count.byMethod[request.method] = (count.byMethod[request.method] ?? 0) + 1;
    return send(request, signal);
  };
}
