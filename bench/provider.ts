/**
 * The least that a SCIM service provider can be: resources in memory, found by id, by `userName`, `externalId` or
 * `displayName`, and listed by page; each /tenant-NAME has its own. It checks nothing, so that what is measured against it
 * is the client.
 *
 *   node provider.js [latency in ms] [requests in any second]
 *
 * Prints its base URL on a line of its own. GET /count tells the requests by method since the last time it was asked.
 * Beyond what is allowed in a second, wherever that second begins, it answers 429, which is told as a method of its own.
 * A first GET /writes makes it keep what is written, a second gives that, a line of JSON for each write, and ends it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const latency = Number(process.argv[2] ?? 0);
const perSecond = Number(process.argv[3] ?? Infinity);
/** When the last requests came that were taken. */
const taken: number[] = [];
const indexed = ["userName", "externalId", "displayName"] as const;

interface Kind {
  readonly resources: Map<string, Record<string, unknown>>;
  readonly byName: Map<string, string>;
}

/** By tenant and endpoint. */
const kinds = new Map<string, Kind>();

function kindOf(tenant: string, endpoint: string): Kind | undefined {
  if (endpoint !== "Users" && endpoint !== "Groups") return undefined;
  const name = `${tenant}/${endpoint}`;
  const kind = kinds.get(name) ?? { resources: new Map(), byName: new Map() };
  kinds.set(name, kind);
  return kind;
}

const counts = new Map<string, number>();
let writes: string[] | undefined;
let nextId = 1;

function nameOf(attribute: string, value: unknown): string {
  return `${attribute.toLowerCase()}=${String(value).toLowerCase()}`;
}

function index(kind: Kind, id: string, resource: Record<string, unknown>): void {
  for (const name of indexed) if (name in resource) kind.byName.set(nameOf(name, resource[name]), id);
}

function create(kind: Kind, body: string): [number, string] {
  const resource = JSON.parse(body) as Record<string, unknown>;
  const id = `id-${nextId}`;
  nextId += 1;
  resource["id"] = id;
  kind.resources.set(id, resource);
  index(kind, id, resource);
  return [201, JSON.stringify(resource)];
}

function list(kind: Kind, query: URLSearchParams): [number, string] {
  const filter = query.get("filter");
  const start = Number(query.get("startIndex") ?? 1);
  const count = Math.min(Number(query.get("count") ?? 100), 200);
  const [all, total] = filter === null ? page(kind, start, count) : found(kind, filter);
  return [
    200,
    JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: total,
      startIndex: start,
      itemsPerPage: all.length,
      Resources: all,
    }),
  ];
}

/** Ids are given in order and nothing is ever deleted here, so the n-th resource of all is found by its number. */
let order: { readonly of: Kind; readonly size: number; readonly ids: readonly string[] } | undefined;

function page(kind: Kind, start: number, count: number): [unknown[], number] {
  const { size } = kind.resources;
  if (order?.of !== kind || order.size !== size) order = { of: kind, size, ids: [...kind.resources.keys()] };
  const ids = order.ids.slice(start - 1, start - 1 + count);
  return [ids.map((id) => kind.resources.get(id)), size];
}

function found(kind: Kind, filter: string): [unknown[], number] {
  const [, attribute = "", value = '""'] = /^(\w+) eq ("(?:[^"\\]|\\.)*")$/.exec(filter) ?? [];
  const id = kind.byName.get(nameOf(attribute, JSON.parse(value)));
  return id === undefined ? [[], 0] : [[kind.resources.get(id)], 1];
}

interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

function patch(kind: Kind, id: string, body: string): [number, string] {
  const resource = kind.resources.get(id);
  if (resource === undefined) return [404, "{}"];
  for (const operation of (JSON.parse(body) as { Operations: PatchOperation[] }).Operations)
    apply(resource, operation);
  index(kind, id, resource);
  return "members" in resource ? [204, ""] : [200, JSON.stringify(resource)];
}

function apply(resource: Record<string, unknown>, { op, path, value }: PatchOperation): void {
  if (path === undefined) Object.assign(resource, value);
  else if (path === "members") setMembers(resource, op, value as Member[]);
  else if (path.startsWith('members[value eq "')) {
    setMembers(resource, "remove", [{ value: path.slice('members[value eq "'.length, -2) }]);
  } else if (op === "remove") delete resource[path];
  else resource[path] = value;
}

interface Member {
  readonly value: string;
}

/** Members by value: a list would be gone through for each of thousands of changes of a large group. */
class Members extends Map<string, Member> {
  toJSON(): readonly Member[] {
    return [...this.values()];
  }
}

function membersOf(resource: Record<string, unknown>): Members {
  const { members = [] } = resource;
  if (members instanceof Members) return members;
  const made = new Members((members as Member[]).map((member) => [member.value, member]));
  resource["members"] = made;
  return made;
}

function setMembers(resource: Record<string, unknown>, op: string, given: readonly Member[]): void {
  const now = membersOf(resource);
  if (op === "replace") now.clear();
  for (const member of given) {
    if (op === "remove") now.delete(member.value);
    else now.set(member.value, member);
  }
}

function answer(request: IncomingMessage, body: string): [number, string] {
  const url = new URL(request.url ?? "/", "http://localhost");
  const places = url.pathname.split("/").slice(1);
  const tenant = places[0]?.startsWith("tenant-") === true ? places.shift()! : "";
  const [name = "", id] = places;
  if (name === "count") return takeCounts();
  if (name === "writes") return takeWrites();
  if (writes !== undefined && body !== "")
    writes.push(JSON.stringify({ method: request.method, path: request.url, body }));
  counts.set(request.method ?? "", (counts.get(request.method ?? "") ?? 0) + 1);
  const kind = kindOf(tenant, name);
  if (kind === undefined) return [404, "{}"];
  if (request.method === "POST") return create(kind, body);
  if (id === undefined) return list(kind, url.searchParams);
  if (request.method === "PATCH") return patch(kind, id, body);
  if (request.method === "DELETE") return kind.resources.delete(id) ? [204, ""] : [404, "{}"];
  const resource = kind.resources.get(id);
  return resource === undefined ? [404, "{}"] : [200, JSON.stringify(resource)];
}

function takeCounts(): [number, string] {
  const taken = JSON.stringify(Object.fromEntries(counts));
  counts.clear();
  return [200, taken];
}

function takeWrites(): [number, string] {
  const taken = writes ?? [];
  writes = writes === undefined ? [] : undefined;
  return [200, taken.join("\n")];
}

/** Whether a request may be taken now: there were not as many in the second before it. */
function isTaken(): boolean {
  if (perSecond === Infinity) return true;
  const now = performance.now();
  while ((taken[0] ?? Infinity) <= now - 1000) taken.shift();
  if (taken.length >= perSecond) return false;
  taken.push(now);
  return true;
}

function respond(request: IncomingMessage, response: ServerResponse, body: string): void {
  const [status, text] = answer(request, body);
  response.writeHead(status, {
    "content-type": "application/scim+json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url !== "/count" && !isTaken()) {
      counts.set("429", (counts.get("429") ?? 0) + 1);
      response.writeHead(429, { "retry-after": "1", "content-length": 0 }).end();
      return;
    }
    const body = Buffer.concat(chunks).toString();
    if (latency === 0) respond(request, response, body);
    else setTimeout(() => respond(request, response, body), latency);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
