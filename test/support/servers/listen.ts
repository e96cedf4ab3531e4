import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** Requests that carry this header are the test's own look at the server; they are not counted. */
export const readBackHeader = "x-read-back";

/** A listening socket and the count of what came in through it. */
export interface Listening {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly requestCount: (method?: string) => number;
  readonly close: () => Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1, then asks `prepare` for the handler: some libraries want to know their
 * own address before they can be made.
 */
export async function listen(prepare: (origin: string) => Promise<RequestListener>): Promise<Listening> {
  const seen: string[] = [];
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
  try {
    const handler = await prepare(origin);
    server.on("request", (request, response) => {
      if (request.headers[readBackHeader] === undefined) seen.push(request.method ?? "");
      handler(request, response);
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    origin,
    requestCount: (method) => seen.filter((one) => method === undefined || one === method).length,
    close,
  };
}
