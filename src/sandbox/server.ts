import type { IncomingMessage, ServerResponse } from "node:http";
import { usualPath } from "../scim/endpoint-paths.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type Reply, readTarget } from "./exchange.ts";
import { disguise, refuseJson } from "./quirks/disguise.ts";
import type { FaultInjector, Injury } from "./faults/fault-injector.ts";
import { local } from "./local.ts";
import { loseOtherPatches } from "./quirks/lost-patches.ts";
import { misreport } from "./quirks/misreport.ts";
import { amongWrites } from "./quirks/parallel-writes.ts";
import { Refusal, errorBody, refusal, Hangup } from "./refusal.ts";
import type { RequestLog } from "./request-log.ts";
import { answer } from "./routes.ts";
import { grantToken, refuseStranger, tokenPath } from "./sign-in.ts";
import { asUsual, refuseForm } from "./spelling.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** What one running sandbox is made of. */
export interface Workings {
  readonly provider: ServiceProvider;
  readonly log: RequestLog;
  readonly faults: FaultInjector;
  readonly token: Buffer;
  /** Milliseconds before every answer below the base URL. */
  readonly latency: number;
  readonly clock: Clock;
}

const base = "/scim/v2";
const nothing = Buffer.alloc(0);
const maxBody = 16 * 1024 * 1024;

/** Answers one HTTP request; never throws. */
export async function serve(
  workings: Workings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? "/";
  const below = target.slice(base.length);
  const isScim = target.startsWith(base) && (below === "" || below.startsWith("/") || below.startsWith("?"));
  try {
    if (isScim) await serveScim(workings, request, response, below);
    else send(response, await localReply(workings, request), "application/json");
  } catch {
    // The client went away while it sent or was answered; there is nobody to tell.
    response.destroy();
  }
}

async function localReply(workings: Workings, request: IncomingMessage): Promise<Reply> {
  const { provider, token } = workings;
  try {
    const body = await readBody(request);
    const isTokenAsked = request.method === "POST" && request.url?.split("?")[0] === tokenPath;
    if (isTokenAsked) return grantToken(provider.dialect.wire.signIn, request.headers, body, token);
    return local(workings, request, body);
  } catch (error) {
    return failure(error);
  }
}

async function serveScim(
  workings: Workings,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { clock, faults, log, latency } = workings;
  const start = clock.now();
  const { injury, headers } = faults.next({ method: request.method ?? "", path });
  const note = (status: number): void =>
    log.add({
      at: start,
      method: request.method ?? "",
      path: path === "" ? "/" : path,
      status,
      ms: clock.now() - start,
      ...(injury === undefined ? {} : { fault: injury.name }),
    });
  if (injury?.kind === "reset") {
    note(0);
    request.socket.resetAndDestroy();
    return;
  }
  const delay = latency + (injury?.delay ?? 0);
  const reply = await scimReply(workings, request, path, injury);
  // A write that is slow to be answered is made at once: what waits is the answer.
  if (delay > 0) await clock.sleep(delay);
  const isLost = injury?.kind === "lost" || reply.lost === true;
  note(isLost ? 0 : reply.status);
  if (reply.hung === true) return;
  if (isLost) request.socket.resetAndDestroy();
  else
    send(
      response,
      { ...reply, headers: { ...dated(clock), ...headers, ...reply.headers } },
      "application/scim+json",
    );
}

/** Node.js dates answers by the clock of the machine. */
function dated(clock: Clock): Readonly<Record<string, string>> {
  return clock === systemClock ? {} : { date: new Date(clock.now()).toUTCString() };
}

async function scimReply(
  workings: Workings,
  request: IncomingMessage,
  path: string,
  injury: Injury | undefined,
): Promise<Reply> {
  try {
    if (injury?.kind === "status")
      throw new Refusal(injury.status, `a fault of the sandbox: ${injury.name}`, undefined, injury.headers);
    refuseStranger(workings.provider.dialect.wire.signIn, request.headers, workings.token);
    const target = readTarget(asUsual(path, workings.provider.dialect));
    if (target === undefined) throw refusal("invalidSyntax", "the path cannot be decoded");
    const { method = "GET", headers } = request;
    const body = method === "GET" ? nothing : await readBody(request);
    const { provider, clock } = workings;
    const inquiry = { method, headers, body, ...target };
    refuseForm(provider.dialect, inquiry);
    if (provider.has("parallelPatchesLost")) await loseOtherPatches(provider, inquiry, clock);
    const hung = refuseJson(provider, inquiry);
    if (hung !== undefined) return hung;
    const reply = await amongWrites(provider, method, clock, () => answer(provider, inquiry));
    return disguise(provider, method, reply);
  } catch (error) {
    const usual = usualPath(path, workings.provider.dialect.wire.paths) ?? path;
    return failureAt(workings.provider, request.method ?? "GET", usual, error);
  }
}

function failureAt(provider: ServiceProvider, method: string, path: string, error: unknown): Reply {
  const isTold = error instanceof Refusal && !(error instanceof Hangup);
  const told = isTold ? misreport(provider, method, path, error) : error;
  return disguise(provider, method, failure(told));
}

function failure(error: unknown): Reply {
  if (!(error instanceof Refusal)) {
    const detail = error instanceof Error ? error.message : "unknown";
    return { status: 500, body: errorBody(500, `a bug in the sandbox: ${detail}`) };
  }
  if (error instanceof Hangup) return { status: 0, lost: true };
  const { status, message, scimType, headers } = error;
  return { status, body: errorBody(status, message, scimType), headers };
}

// A body past the limit is read on and thrown away, so that the client gets to see the answer.
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBody) chunks.push(chunk);
      else if (size > maxBody * 8) request.destroy();
      else chunks.length = 0;
    });
    request.on("end", () => {
      if (size > maxBody) reject(new Refusal(413, `the body is larger than ${maxBody} bytes`));
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new Error("the client went away"));
    });
  });
}

function send(response: ServerResponse, reply: Reply, mediaType: string): void {
  const { status, body, headers } = reply;
  if (body === undefined) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  const isPage = typeof body === "string";
  const text = isPage ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": isPage ? "text/html; charset=utf-8" : `${mediaType}; charset=utf-8`,
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
