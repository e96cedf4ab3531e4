import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ScimServer } from "./servers/scim-server.ts";

/** What happens to a request on its way; nothing when undefined. `lost` is done, and its answer reset. */
export type Mishap = { readonly status: number } | "lost" | undefined;

/** A server in front of another, at which single requests can go wrong. */
export interface Front extends ScimServer {
  /** Asked of every request from now on; `path` is below the base URL and has no query. */
  meddle(mishapOf: (method: string, path: string) => Mishap): void;
}

export async function startFront(server: ScimServer): Promise<Front> {
  let mishapOf: ((method: string, path: string) => Mishap) | undefined;
  const { origin, pathname } = new URL(server.baseUrl);
  let requests = 0;
  const front = createServer((request, response) => {
    async function respond(): Promise<void> {
      requests += 1;
      const path = (request.url ?? "").split("?")[0]?.slice(pathname.length) ?? "";
      const mishap = mishapOf?.(request.method ?? "", path);
      if (mishap !== undefined && mishap !== "lost") return void response.writeHead(mishap.status).end();
      const { status, type, body } = await relay(origin, request);
      if (mishap === "lost") return void request.socket.resetAndDestroy();
      response.writeHead(status, { "content-type": type }).end(body.replaceAll(origin, here));
    }
    respond().catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const here = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    ...server,
    baseUrl: here + pathname,
    requestCount: () => requests,
    meddle: (mishaps) => {
      mishapOf = mishaps;
    },
    async close() {
      front.closeAllConnections();
      front.close();
      await server.close();
    },
  };
}

async function relay(
  origin: string,
  request: IncomingMessage,
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  const { url = "", method = "GET", headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = await fetch(origin + url, {
    method,
    headers: { authorization: headers.authorization ?? "", "content-type": "application/scim+json" },
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  const type = answer.headers.get("content-type") ?? "application/scim+json";
  return { status: answer.status, type, body: await answer.text() };
}
