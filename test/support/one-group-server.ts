import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A service provider that holds one group and nothing else, so that it may be as large as a test wants. */
export interface OneGroupServer {
  readonly url: string;
  readonly members: Set<string>;
  /** Requests since this was last asked, such as `PATCH /Groups/id-g1 326`: method, path and bytes of the body. */
  taken(): readonly string[];
  close(): Promise<void>;
}

interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: readonly { readonly value: string }[];
}

export async function startOneGroupServer(id: string): Promise<OneGroupServer> {
  const members = new Set<string>();
  let requests: string[] = [];
  function answer(method: string, path: string, body: string): [number, unknown] {
    if (!path.startsWith(`/Groups/${id}`))
      return path.startsWith("/Users") ? [200, { totalResults: 0 }] : [404, {}];
    if (method === "PATCH") {
      for (const one of (JSON.parse(body) as { Operations: readonly PatchOperation[] }).Operations)
        change(members, one);
      return [204, undefined];
    }
    return [200, { id, displayName: "Crew", members: Array.from(members, (value) => ({ value })) }];
  }
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const body = await bodyOf(request);
    requests.push(`${method} ${url} ${Buffer.byteLength(body)}`);
    const [status, said] = answer(method, url, body);
    response.writeHead(status, { "content-type": "application/scim+json" });
    response.end(said === undefined ? undefined : JSON.stringify(said));
  }
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    members,
    taken() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

function change(members: Set<string>, { op, path, value = [] }: PatchOperation): void {
  const [, one] = /^members\[value eq "(.*)"\]$/.exec(path) ?? [];
  if (one !== undefined) members.delete(one);
  for (const { value: id } of value) {
    if (op === "add") members.add(id);
    else members.delete(id);
  }
}
