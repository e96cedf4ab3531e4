import type { IncomingMessage } from "node:http";
import { type Json, isJsonObject } from "../canonical.ts";
import { UsageError } from "../errors.ts";
import { activate, makeByOthers } from "./accounts/others.ts";
import { type Reply, readTarget } from "./exchange.ts";
import type { FaultInjector } from "./faults/fault-injector.ts";
import { type Fault, formatFault, parseFault } from "./faults/faults.ts";
import { page } from "./page.ts";
import { Refusal, refusal } from "./refusal.ts";
import type { RequestLog } from "./request-log.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** What the page and the test endpoints look at. */
export interface Local {
  readonly provider: ServiceProvider;
  readonly log: RequestLog;
  readonly faults: FaultInjector;
}

const known: ReadonlySet<string> = new Set([
  "/",
  "/_sandbox/requests",
  "/_sandbox/faults",
  "/_sandbox/Users",
  "/_sandbox/Groups",
  "/_sandbox/activate",
]);

/**
 * Answers `/` and `/_sandbox/…`. They need no token, so they are kept from web pages elsewhere: the
 * Host must be loopback (against DNS rebinding) and an Origin must be our own. Throws `Refusal`.
 */
export function local(sandbox: Local, request: IncomingMessage, body: Buffer): Reply {
  refuseForeigners(request);
  const target = readTarget(request.url ?? "/");
  const path = `/${target?.segments.join("/") ?? ""}`;
  const call = `${request.method} ${path}`;
  if (call === "GET /") return page(sandbox.provider, target?.query ?? new URLSearchParams());
  if (call === "GET /_sandbox/requests") return json(sandbox.log.summary() as unknown as Json);
  if (call === "DELETE /_sandbox/requests") {
    sandbox.log.clear();
    return { status: 204 };
  }
  const { provider } = sandbox;
  if (call === "POST /_sandbox/Users") return made(makeByOthers(provider, provider.users, parse(body)));
  if (call === "POST /_sandbox/Groups") return made(makeByOthers(provider, provider.groups, parse(body)));
  if (call === "POST /_sandbox/activate") {
    activate(provider, parse(body));
    return { status: 204 };
  }
  if (call === "POST /_sandbox/faults") sandbox.faults.set(readFaults(body));
  else if (call !== "GET /_sandbox/faults") throw notThere(path, request.method);
  return json({ faults: sandbox.faults.faults.map(formatFault) });
}

function made(id: string): Reply {
  return { ...json({ id }), status: 201 };
}

function json(body: Json): Reply {
  return { status: 200, body, headers: { "cache-control": "no-store" } };
}

function notThere(path: string, method = ""): Refusal {
  const isKnown = known.has(path);
  if (isKnown) return new Refusal(405, `${method} is not for ${path}`);
  return new Refusal(404, `there is nothing at ${path.slice(0, 200)}; SCIM is below /scim/v2`);
}

function refuseForeigners(request: IncomingMessage): void {
  const { host = "", origin } = request.headers;
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/i.test(host))
    throw new Refusal(403, "the Host must be 127.0.0.1 or localhost");
  if (origin !== undefined && origin !== `http://${host}`)
    throw new Refusal(403, "pages of another origin may not ask this");
}

/** A list of faults as `parseFault` reads them, alone or as `faults` of an object. */
function readFaults(body: Buffer): readonly Fault[] {
  const parsed = parse(body);
  const list = isJsonObject(parsed) ? parsed["faults"] : parsed;
  if (!Array.isArray(list)) throw refusal("invalidSyntax", 'send {"faults": ["429:0.3", …]}');
  return list.map((item: Json) => {
    if (typeof item !== "string")
      throw refusal("invalidValue", "each fault must be a string such as 429:0.3");
    return readFault(item);
  });
}

function readFault(text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    throw error instanceof UsageError ? refusal("invalidValue", error.message) : error;
  }
}

function parse(body: Buffer): Json {
  try {
    return JSON.parse(body.toString("utf8")) as Json;
  } catch {
    throw refusal("invalidSyntax", "the body is not JSON");
  }
}
