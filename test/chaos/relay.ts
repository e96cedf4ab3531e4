import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as ask,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultInjector, type Injury } from "../../src/sandbox/faults/fault-injector.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import { seeded } from "./seeded.ts";

/** A request of a run, and what the provider said to it. */
export interface Exchange {
  /** The run that sent it. */
  readonly run: number;
  readonly method: string;
  /** Below the base URL, without the query. */
  readonly path: string;
  readonly body: string;
  /** What the provider answered; 0 when it was not asked, or the answer did not come. */
  status: number;
  answer: string;
  /** The fault that hit it, as the sandbox writes it. */
  fault?: string;
}

/** A request came in, was answered by the provider, or its answer went out. */
export type Step = "arrived" | "done" | "answered";

/** What one run meets on its way to the provider. */
export interface Weather {
  readonly run: number;
  /** In the words of `--fault`. */
  readonly faults: readonly string[];
  readonly seed: number;
  /** Told each step; the exchange goes on when it resolves. */
  readonly onStep: (step: Step, exchange: Exchange) => void | Promise<void>;
}

/** Stands in front of a provider: keeps a ledger of all that comes by, and makes what goes wrong on a network. */
export interface Relay {
  readonly baseUrl: string;
  readonly ledger: readonly Exchange[];
  /** Requests of one run to one resource that were under way at once. */
  readonly overlaps: readonly string[];
  setWeather(weather: Weather): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Cuts all connections and takes none until the provider, which may get another address, is back. */
  restart(provider: () => Promise<string>): Promise<void>;
  close(): Promise<void>;
}

const calm: Weather = { run: 0, faults: [], seed: 0, onStep: () => {} };

export async function startRelay(providerUrl: string): Promise<Relay> {
  let upstream = new URL(providerUrl);
  const { pathname } = upstream;
  let weather = calm;
  let injector = new FaultInjector(seeded(0), Date.now);
  const ledger: Exchange[] = [];
  const watch = watchResources();
  const underWay = new Set<Promise<void>>();
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const exchanged = exchange(request, response).catch(() => void response.destroy());
    underWay.add(exchanged);
    void exchanged.then(() => underWay.delete(exchanged));
  });
  server.keepAliveTimeout = 120_000;
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const here = `http://127.0.0.1:${port}`;

  async function listen(on: number): Promise<void> {
    server.listen(on, "127.0.0.1");
    await once(server, "listening");
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = "", method = "" } = request;
    const { run, onStep } = weather;
    const path = url.slice(pathname.length).split("?")[0] ?? "";
    const { injury, headers } = injector.next({ method, path });
    const body = await readAll(request);
    const fault = injury === undefined ? {} : { fault: injury.name };
    const one: Exchange = { run, method, path, body: body.toString("utf8"), status: 0, answer: "", ...fault };
    ledger.push(one);
    const leave = watch.enter(run, method, path);
    response.once("close", leave);
    await onStep("arrived", one);
    if (injury !== undefined && (await isStopped(injury, response, headers))) return;
    const answer = await pass(request, body);
    one.status = answer.status;
    one.answer = answer.text;
    await onStep("done", one);
    if (injury?.kind === "slow") await sleep(injury.delay);
    if (injury?.kind === "lost") return resetOf(response);
    response.once("finish", () => void onStep("answered", one));
    response.writeHead(answer.status, { ...answer.headers, ...headers });
    response.end(answer.text.replaceAll(upstream.origin, here));
  }

  async function pass(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const options = { agent, method: request.method, headers: { ...headers, "accept-encoding": "identity" } };
    const asked = ask(upstream.origin + request.url, options);
    asked.end(body);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const text = (await readAll(answer)).toString("utf8");
    const kept = Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name));
    return { status: answer.statusCode ?? 0, text, headers: Object.fromEntries(kept) };
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    baseUrl: here + pathname,
    ledger,
    overlaps: watch.overlaps,
    setWeather(next) {
      weather = next;
      injector = new FaultInjector(seeded(next.seed), Date.now);
      injector.set(next.faults.map(parseFault));
    },
    idle,
    async restart(provider) {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      upstream = new URL(await provider());
      await listen(port);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await idle();
      agent.destroy();
    },
  };
}

const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
]);

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: OutgoingHttpHeaders;
}

/** What does not get to the provider. */
async function isStopped(
  { kind, status, headers }: Injury,
  response: ServerResponse,
  besides: Readonly<Record<string, string>>,
): Promise<boolean> {
  if (kind === "reset") resetOf(response);
  if (kind === "status") response.writeHead(status, { ...besides, ...headers }).end();
  return kind === "reset" || kind === "status";
}

function resetOf(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

interface ResourceWatch {
  readonly overlaps: readonly string[];
  /** Gives what is to be called when the request is over. */
  enter(run: number, method: string, path: string): () => void;
}

/** Sees requests of one run to one resource that are under way at once. */
function watchResources(): ResourceWatch {
  const overlaps: string[] = [];
  const inside = new Map<string, readonly string[]>();
  return {
    overlaps,
    enter(run, method, path) {
      if (!/^\/(?:Users|Groups)\/[^/]+$/.test(path)) return () => {};
      const place = `${run} ${path}`;
      const others = inside.get(place) ?? [];
      if (others.length > 0) overlaps.push(`${method} ${path} while ${others.join(", ")} was under way`);
      inside.set(place, [...others, method]);
      return () => {
        const left = [...(inside.get(place) ?? [])];
        left.splice(left.indexOf(method), 1);
        if (left.length > 0) inside.set(place, left);
        else inside.delete(place);
      };
    },
  };
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
