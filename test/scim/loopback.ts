import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ScimClient } from "../../src/scim/client.ts";

/** A client and the server it talks to, over a real socket and undici's own pool. */
export interface Loopback {
  readonly client: ScimClient;
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** For what only real sockets show: limits of size and time, and the path as it goes out. */
export async function loopback(answer: Answer, timeout = 5_000): Promise<Loopback> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new ScimClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    credentials: { kind: "none" },
    limits: { burst: 1, concurrency: 1, timeout },
    retry: { attempts: 1 },
  });
  async function close(): Promise<void> {
    server.closeAllConnections();
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  }
  return { client, close };
}
