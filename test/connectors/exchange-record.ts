import type { Dispatcher } from "undici";
import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";

/** Requests in a few words, alike ones counted. */
export interface Tally {
  add(line: string): void;
  clear(): void;
  /** Each line with how often it came, sorted. */
  lines(): readonly string[];
}

export function openTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (line) => void counts.set(line, (counts.get(line) ?? 0) + 1),
    clear: () => counts.clear(),
    lines: () =>
      [...counts]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([line, count]) => (count === 1 ? line : `${count} × ${line}`)),
  };
}

/**
 * Verb, kind of path and shape of the body: `PATCH /Users/ID replace title`. Ids and values are left out, but for those that
 * a connector decides: of `active`, of `count`, and which parameters there are.
 */
export function requestLine(
  { method, path, body }: Pick<Dispatcher.DispatchOptions, "method" | "path" | "body">,
  base: string,
): string {
  if (!path.startsWith(base)) return `${method} ${path}`;
  const shape = typeof body === "string" ? shapeOf(method, JSON.parse(body) as Json) : "";
  return `${method} ${pathKind(path.slice(base.length))}${shape === "" ? "" : ` ${shape}`}`;
}

/** A path without what names a single resource. */
export function pathKind(path: string): string {
  const [place = "", query] = path.split("?");
  const [, collection = "", id] = /^(\/[^/]*)(\/.+)?$/.exec(place) ?? [];
  const parameters = [...new URLSearchParams(query ?? "")].map(([name, value]) => parameter(name, value));
  const shown = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  return `${collection}${id === undefined ? "" : "/ID"}${shown}`;
}

function parameter(name: string, value: string): string {
  if (name === "startIndex" || name === "cursor") return name;
  if (name === "filter") return `filter=${value.replace(/ .*/s, "")}`;
  return `${name}=${value}`;
}

function shapeOf(method: string, body: Json): string {
  if (!isJsonObject(body)) return "";
  const operations = body["Operations"];
  if (method === "PATCH" && Array.isArray(operations))
    return operations.filter(isJsonObject).map(operationShape).join(", ");
  if (Array.isArray(operations)) return `${operations.length} operations`;
  return valueShape(body);
}

function operationShape({ op, path, value }: JsonObject): string {
  const place = typeof path === "string" ? path.replaceAll(/"[^"]*"/g, '"…"') : undefined;
  return [op as string, place, value === undefined ? undefined : valueShape(value, place)]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
}

/** Names of attributes, how many values there are, and whether switches are switches. */
function valueShape(value: Json, name = ""): string {
  if (Array.isArray(value)) {
    const [first] = value as readonly Json[];
    const kind = isJsonObject(first ?? null)
      ? `{${Object.keys(first as JsonObject)
          .toSorted()
          .join(",")}}`
      : "";
    return `${kind}×${value.length}`;
  }
  if (isJsonObject(value)) {
    const keys = Object.keys(value).filter((key) => key !== "schemas");
    return `{${keys
      .toSorted()
      .map((key) => keyShape(key, value[key] ?? null))
      .join(",")}}`;
  }
  return name === "active" || value === null ? JSON.stringify(value) : "";
}

function keyShape(key: string, value: Json): string {
  const name = key.replace(/^urn:.*:([A-Za-z]+)(?=$|[.:])/, "$1");
  if (key === "active" || value === null) return `${name}=${JSON.stringify(value)}`;
  return key === "members" && Array.isArray(value) ? `members×${value.length}` : name;
}

/** What of the headers a connector decides. */
export function headerLine({ method, headers, body }: Dispatcher.DispatchOptions): string {
  const shown = headerEntries(headers)
    .filter(([name]) => !dull.has(name))
    .map(([name, value]) => `${name}: ${secret.has(name) ? kindOf(value) : value}`);
  const kind = typeof body === "string" ? "with a body" : method === "GET" ? "GET" : "without a body";
  return `${kind}: ${shown.toSorted().join("; ")}`;
}

/** `Bearer …`: a secret that stands by itself is another one in each run. */
function kindOf(value: string): string {
  return value.includes(" ") ? value.replace(/ .*/s, " …") : "…";
}

const dull: ReadonlySet<string> = new Set([
  "user-agent",
  "accept-encoding",
  "content-length",
  "host",
  "connection",
  "if-match",
]);
const secret: ReadonlySet<string> = new Set(["authorization"]);

function headerEntries(
  headers: Dispatcher.DispatchOptions["headers"],
): readonly (readonly [string, string])[] {
  if (headers === undefined || headers === null) return [];
  if (Array.isArray(headers)) {
    const flat = headers as readonly string[];
    return flat.flatMap((name, at) =>
      at % 2 === 0 ? [[name.toLowerCase(), flat[at + 1] ?? ""] as const] : [],
    );
  }
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return entries.map(([name, value]) => [name.toLowerCase(), String(value)] as const);
}
