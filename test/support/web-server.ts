import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request as it came. */
export interface Came {
  readonly method: string;
  /** With its query; the whole URL at a proxy. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Common name of the certificate that the client showed. */
  readonly client: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface WebServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly server: Server;
  /** In order. */
  readonly came: readonly Came[];
}

/** A server on 127.0.0.1 that ends with the test. `answer` may take its time; undefined hangs up. */
export async function startWebServer(
  answer: (request: Came, count: number) => Answer | undefined | Promise<Answer | undefined>,
  tls?: ServerOptions,
): Promise<WebServer> {
  const came: Came[] = [];
  const listener: RequestListener = (request, response) => {
    void readBody(request).then(async (body) => {
      const { method = "", url = "", headers } = request;
      const one: Came = { method, path: url, headers, body, client: clientOf(request) };
      came.push(one);
      const given = await answer(one, came.length);
      if (given === undefined) return request.socket.destroy();
      const text = typeof given.body === "string" ? given.body : JSON.stringify(given.body ?? {});
      return response
        .writeHead(given.status, { "content-type": "application/json", ...given.headers })
        .end(text);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, server, came };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function clientOf({ socket }: IncomingMessage): string | undefined {
  if (!("getPeerCertificate" in socket)) return undefined;
  const certificate = (
    socket as { getPeerCertificate(): { subject?: { CN?: string } } }
  ).getPeerCertificate();
  return certificate.subject?.CN;
}

/** What a SCIM service without any users answers to everything. */
export const emptyList: Answer = {
  status: 200,
  headers: { "content-type": "application/scim+json" },
  body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] },
};
