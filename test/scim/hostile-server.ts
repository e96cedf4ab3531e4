import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reaction } from "./hostile-answer.ts";
import type { Asked } from "./hostile-body.ts";

/** A request as it came. */
export interface Heard extends Asked {
  readonly authorization: string;
  readonly contentType: string;
  readonly body: string;
}

export type React = (heard: Heard) => Reaction | Promise<Reaction>;

export interface HostileServer {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Requests that came whole. */
  requestCount(): number;
  close(): Promise<void>;
}

/** A server on a bare socket, so that it can say what no HTTP library would. */
export async function startHostileServer(react: React): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    // Or head and body, sent apart, wait 40 ms for each other.
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    serve(socket, (heard) => {
      requests += 1;
      return react(heard);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    requestCount: () => requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Requests come one after the other on a connection, for the client does not pipeline. */
function serve(socket: Socket, react: React): void {
  let seen = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const request = readRequest(seen);
    if (request === undefined) return;
    seen = seen.subarray(request.length);
    carryOut(socket, request, react).catch(() => socket.destroy());
  });
}

function readRequest(seen: Buffer): (Heard & { readonly length: number }) | undefined {
  const end = seen.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = seen.subarray(0, end).toString("latin1");
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
  const length = end + 4 + Number(header("content-length"));
  if (seen.length < length) return undefined;
  const [method = "", path = ""] = head.split(" ", 2);
  const body = seen.subarray(end + 4, length).toString("utf8");
  return {
    method,
    path,
    authorization: header("authorization"),
    contentType: header("content-type"),
    body,
    length,
  };
}

async function carryOut(socket: Socket, heard: Heard, react: React): Promise<void> {
  const { deeds } = await react(heard);
  for (const deed of deeds) {
    if (socket.destroyed) return;
    if (deed.do === "send") socket.write(deed.bytes);
    else if (deed.do === "wait") await sleep(deed.ms);
    else if (deed.do === "end") socket.end();
    else if (deed.do === "reset") socket.resetAndDestroy();
  }
}
