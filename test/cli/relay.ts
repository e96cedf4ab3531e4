import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface RelayedRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

/** An answer instead of the provider's, or other credentials for it; undefined lets the request through. */
export type Meddle = (
  request: RelayedRequest,
) => { readonly status: number; readonly detail: string } | { readonly authorization: string } | undefined;

export interface Relay {
  readonly url: string;
  close(): void;
}

/** Stands between the program and a sandbox, to refuse what the sandbox would take. */
export async function startRelay(sandboxUrl: string, meddle: Meddle): Promise<Relay> {
  const server = createServer((request, response) => void answer(sandboxUrl, meddle, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  sandboxUrl: string,
  meddle: Meddle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const relayed: RelayedRequest = {
    method: request.method ?? "GET",
    path: (request.url ?? "").replace("/scim/v2", ""),
    authorization: request.headers.authorization ?? "",
    body: Buffer.concat(chunks).toString("utf8"),
  };
  const meddled = meddle(relayed);
  response.setHeader("content-type", "application/scim+json");
  if (meddled !== undefined && "status" in meddled) {
    const { status, detail } = meddled;
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
    response.writeHead(status).end(JSON.stringify({ schemas, status: String(status), detail }));
    return;
  }
  const { method, path, body } = relayed;
  const there = await fetch(sandboxUrl + path, {
    method,
    headers: {
      authorization: meddled?.authorization ?? relayed.authorization,
      "content-type": "application/scim+json",
    },
    ...(body === "" ? {} : { body }),
  });
  const text = await there.text();
  response.writeHead(there.status).end(text);
}
