import { connect, type AddressInfo, type Socket } from "node:net";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import { onTestFinished } from "vitest";

export interface ConnectProxy {
  readonly url: string;
  /** What was asked of it: `CONNECT host:port`, or `GET http://…`. */
  readonly asked: readonly string[];
  /** Value of Proxy-Authorization of each. */
  readonly shown: readonly (string | undefined)[];
}

export interface ProxyManners {
  /** `Basic …`, else 407. */
  readonly wants?: string;
  /** Refuses each tunnel with this status; 0 takes the connection and says nothing. */
  readonly refuses?: number;
  readonly tls?: ServerOptions;
}

/** A proxy on 127.0.0.1 for tunnels (CONNECT) and plain http; ends with the test. */
export async function startConnectProxy({ wants, refuses, tls }: ProxyManners = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const shown: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  function refusal(request: IncomingMessage): number | undefined {
    asked.push(`${request.method} ${request.url}`);
    shown.push(request.headers["proxy-authorization"]);
    if (wants !== undefined && request.headers["proxy-authorization"] !== wants) return 407;
    return refuses;
  }
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const status = refusal(request);
    socket.on("error", () => socket.destroy());
    if (status === 0) return;
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const there = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      there.write(head);
      there.pipe(socket).pipe(there);
    });
    sockets.add(there);
    there.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"));
  });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const status = refusal(request);
    if (status !== undefined) return void response.writeHead(status).end("no");
    const { "proxy-authorization": _own, ...headers } = request.headers;
    const there = httpRequest(request.url ?? "", { method: request.method ?? "GET", headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    there.on("error", () => response.writeHead(502).end());
    request.pipe(there);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, asked, shown };
}
