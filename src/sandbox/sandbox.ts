import { randomBytes, randomInt } from "node:crypto";
import { type Server, createServer } from "node:http";
import type { JsonObject } from "../canonical.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { dialectOf } from "./dialect.ts";
import { FaultInjector } from "./faults/fault-injector.ts";
import type { Fault } from "./faults/faults.ts";
import { everything } from "./lists/projection.ts";
import type { QuirkName } from "./quirks/quirk.ts";
import { seededRandom } from "./random.ts";
import { membersOf, represent } from "./represent.ts";
import { RequestLog, type RequestSummary } from "./request-log.ts";
import type { ResourceTable } from "./resource-table.ts";
import { type Workings, serve } from "./server.ts";
import { ServiceProvider } from "./service-provider.ts";
import { listen } from "./listen.ts";
import { loadSnapshot, saveSnapshot } from "./snapshot.ts";

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Bearer token; random when absent. */
  readonly token?: string;
  /** Makes ids and faults the same from run to run; random when absent. */
  readonly seed?: number;
  /** Milliseconds before every answer below the base URL. */
  readonly latency?: number;
  readonly faults?: readonly Fault[];
  /** The service to behave like; strict RFC 7643 and 7644 when absent. */
  readonly dialect?: ConnectorProfile;
  /** What it does besides that no RFC allows. */
  readonly quirks?: readonly QuirkName[];
  /** A JSON file that is read at the start and written at the end. */
  readonly db?: string;
  /** The time by which it limits, waits and dates its answers; that of the machine when absent. */
  readonly clock?: Clock;
}

/** A SCIM 2.0 service provider that runs on 127.0.0.1 until it is closed. */
export interface Sandbox {
  /** Base URL, such as `http://127.0.0.1:8080/scim/v2`. */
  readonly url: string;
  /** Where the page and `/_sandbox` are, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly token: string;
  requests(): RequestSummary;
  clearRequests(): void;
  setFaults(faults: readonly Fault[]): void;
  /** All users as GET gives them, in order of creation. */
  users(): readonly JsonObject[];
  /** All groups with the members they have, be they told or not. */
  groups(): readonly JsonObject[];
  /** Ends open connections and, with `db`, writes the snapshot. Does so once however often it is called. */
  close(): Promise<void>;
}

/** Starts a sandbox. Throws `UsageError` when the port is taken or the snapshot cannot be read. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const seed = options.seed ?? randomInt(2 ** 32);
  const provider = new ServiceProvider(dialectOf(options.dialect, options.quirks), seededRandom(seed));
  if (options.db !== undefined) await loadSnapshot(provider, options.db);
  // Faults draw from numbers of their own, so that ids stay the same whatever the faults are.
  const clock = options.clock ?? systemClock;
  const faults = new FaultInjector(seededRandom(seed ^ 0x5eed), () => clock.now(), options.dialect?.pacing);
  faults.set(options.faults ?? []);
  const token = options.token ?? randomBytes(24).toString("base64url");
  const workings: Workings = {
    provider,
    faults,
    log: new RequestLog(),
    token: Buffer.from(token),
    latency: options.latency ?? 0,
    clock,
  };
  const server = createServer((request, response) => void serve(workings, request, response));
  // Longer than clients keep idle connections, lest one be closed as the next request is sent.
  server.keepAliveTimeout = 120_000;
  const origin = await listen(server, options.port ?? 0);
  provider.baseUrl = `${origin}/scim/v2`;
  return handle(workings, server, { origin, token, db: options.db });
}

interface Terms {
  readonly origin: string;
  readonly token: string;
  readonly db: string | undefined;
}

function handle(workings: Workings, server: Server, { origin, token, db }: Terms): Sandbox {
  const { provider, faults, log } = workings;
  const all = (table: ResourceTable): readonly JsonObject[] =>
    table.all().map((resource) => represent(provider, table, resource, everything));
  let closed: Promise<void> | undefined;
  async function end(): Promise<void> {
    await stop(server);
    if (db !== undefined) await saveSnapshot(provider, db);
  }
  return {
    url: provider.baseUrl,
    origin,
    token,
    requests: () => log.summary(),
    clearRequests: () => log.clear(),
    setFaults: (list) => faults.set(list),
    users: () => all(provider.users),
    groups: () => all(provider.groups).map((group) => withMembers(provider, group)),
    close: () => (closed ??= end()),
  };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function withMembers(provider: ServiceProvider, group: JsonObject): JsonObject {
  const { members: _told, ...rest } = group;
  const members = membersOf(provider, group["id"] as string);
  return members.length === 0 ? rest : { ...rest, members };
}
