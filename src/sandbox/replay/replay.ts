import { parseJson } from "../../scim/scim-error.ts";
import { redactAttributes } from "../../scim/recording/redact.ts";
import { bodyKey, type RecordedExchange } from "./recording-file.ts";

/** Finds for each request the answer it got when it was recorded. */
export interface Replay {
  /** Undefined for a request that is not in the recording. */
  answer(method: string, path: string, body: string): RecordedExchange | undefined;
}

/**
 * Answers requests in the order in which they were recorded: first those of the same method, path and body, then, since
 * ids and dates in bodies differ from run to run, those of the same method and path. The last of them is given again.
 */
export function createReplay(exchanges: readonly RecordedExchange[]): Replay {
  const exact = new Map<string, RecordedExchange[]>();
  const similar = new Map<string, RecordedExchange[]>();
  const spent = new Set<RecordedExchange>();
  for (const exchange of exchanges) {
    file(exact, `${exchange.method} ${exchange.path} ${exchange.body}`, exchange);
    file(similar, `${exchange.method} ${exchange.path}`, exchange);
  }
  function next(candidates: readonly RecordedExchange[] | undefined): RecordedExchange | undefined {
    const found = candidates?.find((one) => !spent.has(one)) ?? candidates?.at(-1);
    if (found !== undefined) spent.add(found);
    return found;
  }
  return {
    answer: (method, path, body) =>
      next(exact.get(`${method} ${path} ${asRecorded(body)}`)) ?? next(similar.get(`${method} ${path}`)),
  };
}

function file(index: Map<string, RecordedExchange[]>, key: string, exchange: RecordedExchange): void {
  const list = index.get(key) ?? [];
  list.push(exchange);
  index.set(key, list);
}

/** A recording hides passwords, so they are hidden before a body is compared. */
function asRecorded(body: string): string {
  const value = parseJson(body);
  return value === undefined ? bodyKey(body) : JSON.stringify(redactAttributes(value, new Set(["password"])));
}
