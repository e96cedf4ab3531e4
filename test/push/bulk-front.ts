import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "../../src/canonical.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

export interface BulkMessage {
  readonly Operations: readonly JsonObject[];
}

/** What a bulk request is answered with; `reset` answers nothing. */
export type BulkAnswer = { readonly status: number; readonly body: unknown } | "reset";

/** Answers a bulk request; `pass` hands operations on to the server behind, and gives their results. */
export type BulkHandler = (
  request: BulkMessage,
  pass: (operations: readonly JsonObject[]) => Promise<readonly JsonObject[]>,
) => Promise<BulkAnswer>;

/** A server whose bulk requests come through here first. */
export interface BulkFront extends ScimServer {
  /** How many operations each bulk request had. */
  readonly sizes: readonly number[];
  /** All requests, such as `POST /Users`, without queries. */
  readonly calls: readonly string[];
  readonly messages: readonly BulkMessage[];
  /** While it is down every connection is reset. */
  setDown(isDown: boolean): void;
  /** Does something after each read, before its answer goes out. */
  afterReads(work: () => Promise<void>): void;
}

const bulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const bulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/** Without a handler the server behind answers itself. */
export async function startBulkFront(server: ScimServer, handle?: BulkHandler): Promise<BulkFront> {
  let isDown = false;
  let afterRead: (() => Promise<void>) | undefined;
  const messages: BulkMessage[] = [];
  const calls: string[] = [];
  const { origin } = new URL(server.baseUrl);

  async function pass(operations: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    const answer = await fetch(`${server.baseUrl}/Bulk`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({ schemas: [bulkRequest], Operations: operations }),
    });
    return ((await answer.json()) as BulkMessage).Operations;
  }

  const front = createServer((request, response) => {
    async function respond(): Promise<void> {
      if (isDown) return void request.socket.resetAndDestroy();
      const [path = ""] = (request.url ?? "").split("?");
      calls.push(`${request.method} ${path.replace("/scim/v2", "")}`);
      const text = await bodyOf(request);
      const message = path.endsWith("/Bulk") ? (JSON.parse(text) as BulkMessage) : undefined;
      if (message !== undefined) messages.push(message);
      if (message === undefined || handle === undefined) {
        const { status, type, body } = await relay(origin, request, text);
        if (request.method === "GET") await afterRead?.();
        response.writeHead(status, { "content-type": type }).end(homed(body));
        return;
      }
      const answer = await handle(message, pass);
      if (answer === "reset") return void request.socket.resetAndDestroy();
      response.writeHead(answer.status, { "content-type": "application/scim+json" });
      response.end(homed(JSON.stringify(answer.body)));
    }
    respond().catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const here = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const homed = (text: string) => text.replaceAll(origin, here);

  return {
    ...server,
    baseUrl: server.baseUrl.replace(origin, here),
    messages,
    calls,
    get sizes() {
      return messages.map(({ Operations }) => Operations.length);
    },
    setDown: (down) => {
      isDown = down;
    },
    afterReads: (work) => {
      afterRead = work;
    },
    requestCount: () => calls.length,
    async close() {
      front.closeAllConnections();
      front.close();
      await server.close();
    },
  };
}

/** The answer that goes with these results. */
export function results(operations: readonly JsonObject[]): BulkAnswer {
  return { status: 200, body: { schemas: [bulkResponse], Operations: operations } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function relay(
  origin: string,
  { url = "", method = "GET", headers }: IncomingMessage,
  body: string,
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  const answer = await fetch(origin + url, {
    method,
    headers: { authorization: headers.authorization ?? "", "content-type": "application/scim+json" },
    ...(body === "" ? {} : { body }),
  });
  const type = answer.headers.get("content-type") ?? "application/scim+json";
  return { status: answer.status, type, body: await answer.text() };
}
