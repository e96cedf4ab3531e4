import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { IDirectorySyncController } from "@boxyhq/saml-jackson";

type Requests = IDirectorySyncController["requests"];

/** Serves `/api/scim/v2.0/DIRECTORY/RESOURCETYPE/ID` by the library's handler, as its own application does. */
export function jacksonEndpoint(requests: Requests): RequestListener {
  return (request, response) => {
    answer(requests, request).then(
      ({ status, body }) => reply(response, status, body),
      () => reply(response, 500, { error: { message: "Internal Server Error" } }),
    );
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(requests: Requests, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const [directoryId = "", resourceType = "", resourceId] = url.pathname
    .split("/")
    .slice(4)
    .map(decodeURIComponent);
  const text = await readText(request);
  const body = text === "" ? undefined : parse(text);
  if (body === malformed) return { status: 400, body: { error: { message: "Invalid body" } } };
  const { status, data } = await requests.handle({
    method: request.method ?? "GET",
    body,
    directoryId,
    resourceType,
    resourceId,
    apiSecret: request.headers.authorization?.replace(/^Bearer /, "") ?? null,
    query: query(url.searchParams),
  });
  return { status, body: data as unknown };
}

function query(parameters: URLSearchParams): { count?: number; startIndex?: number; filter?: string } {
  const count = parameters.get("count");
  const startIndex = parameters.get("startIndex");
  const filter = parameters.get("filter");
  return {
    ...(count === null ? {} : { count: Number.parseInt(count, 10) }),
    ...(startIndex === null ? {} : { startIndex: Number.parseInt(startIndex, 10) }),
    ...(filter === null ? {} : { filter }),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const malformed = Symbol("malformed");

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return malformed;
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? null));
}
