import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "../listen.ts";
import { type RecordedExchange, readRecording } from "./recording-file.ts";
import { errorBody } from "../refusal.ts";
import { createReplay, type Replay } from "./replay.ts";

/** A server on 127.0.0.1 that gives the answers of a recording. */
export interface ReplayServer {
  /** Base URL, such as `http://127.0.0.1:8080/scim/v2`. */
  readonly url: string;
  /** Requests that are not in the recording, such as `GET /Users/1`. */
  readonly unknown: readonly string[];
  readonly close: () => Promise<void>;
}

const base = "/scim/v2";
/** What describes the bytes of the answer as they were on the wire then. */
const ofTheWire = new Set([
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
]);

/** Plays a recording (HAR) back; takes any credentials. Throws `UsageError`. */
export async function startReplay(file: string, port = 0): Promise<ReplayServer> {
  const exchanges = await readRecording(file);
  const replay = createReplay(exchanges);
  const unknown: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, { replay, unknown, origin: `http://${request.headers.host ?? ""}` }).catch(() =>
      response.destroy(),
    );
  });
  const origin = await listen(server, port);
  return {
    url: origin + base,
    unknown,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Surroundings {
  readonly replay: Replay;
  readonly unknown: string[];
  readonly origin: string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { replay, unknown, origin }: Surroundings,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = (request.url ?? "/").slice(base.length);
  const method = request.method ?? "GET";
  const found = replay.answer(method, path, Buffer.concat(chunks).toString("utf8"));
  if (found === undefined) {
    unknown.push(`${method} ${path}`);
    const body = errorBody(501, `${method} ${path.slice(0, 200)} is not in the recording`);
    response.writeHead(501, { "content-type": "application/scim+json" }).end(JSON.stringify(body));
  } else if (found.status === 0) request.socket.resetAndDestroy();
  else response.writeHead(found.status, headersOf(found, origin)).end(moved(found.text, found, origin));
}

function headersOf(found: RecordedExchange, origin: string): Record<string, string> {
  const kept = Object.entries(found.headers).filter(([name]) => !ofTheWire.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, moved(value, found, origin)]));
}

/** URLs of the provider become URLs of this server. */
function moved(text: string, { baseUrl }: RecordedExchange, origin: string): string {
  return text.replaceAll(baseUrl, origin + base);
}
