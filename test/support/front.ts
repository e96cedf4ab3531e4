import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ScimServer } from "./servers/scim-server.ts";

/**
 * What happens to a request on its way; nothing when undefined. It is answered in place of the server, or by what the server
 * says to another method. `lost` is done, and its answer reset; `reset` is not done.
 */
export type Mishap =
  | { readonly status: number; readonly text?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly as: "GET" }
  | "lost"
  | "reset"
  | undefined;

/** A server in front of another, at which single requests can go wrong. */
export interface Front extends ScimServer {
  /** Asked of every request from now on; `path` is below the base URL and has no query. */
  meddle(mishapOf: MishapOf): void;
}

type MishapOf = (method: string, path: string, body: string) => Mishap;

export async function startFront(server: ScimServer): Promise<Front> {
  let mishapOf: MishapOf | undefined;
  const { origin, pathname } = new URL(server.baseUrl);
  let requests = 0;
  const front = createServer((request, response) => {
    async function respond(): Promise<void> {
      requests += 1;
      const path = (request.url ?? "").split("?")[0]?.slice(pathname.length) ?? "";
      const sent = await bodyOf(request);
      const mishap = mishapOf?.(request.method ?? "", path, sent.toString());
      if (mishap === "reset") return void request.socket.resetAndDestroy();
      if (typeof mishap === "object" && "status" in mishap)
        return void response.writeHead(mishap.status, mishap.headers).end(mishap.text);
      const asked = mishap === undefined || mishap === "lost" ? { method: request.method, sent } : mishap;
      const { status, type, body } = await relay(
        origin,
        request,
        "as" in asked ? { method: asked.as, sent: Buffer.of() } : asked,
      );
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

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function relay(
  origin: string,
  { url = "", headers }: IncomingMessage,
  { method = "GET", sent }: { readonly method?: string | undefined; readonly sent: Buffer },
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  const answer = await fetch(origin + url, {
    method,
    headers: { authorization: headers.authorization ?? "", "content-type": "application/scim+json" },
    ...(sent.length > 0 && { body: new Uint8Array(sent) }),
  });
  const type = answer.headers.get("content-type") ?? "application/scim+json";
  return { status: answer.status, type, body: await answer.text() };
}
