import { readFile } from "node:fs/promises";
import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { UsageError } from "../../errors.ts";

/** A request of a recording, and what the provider answered then. */
export interface RecordedExchange {
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  /** As JSON text, the same for the same body. */
  readonly body: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Where the provider was. */
  readonly baseUrl: string;
}

/**
 * Reads an HTTP Archive (HAR 1.2), also one whose end is missing because the run was killed. One that was not recorded
 * by scimsync has no `_baseUrl`: what stands before /Users, /Groups or a word of discovery is taken for it. Throws
 * `UsageError`.
 */
export async function readRecording(file: string): Promise<readonly RecordedExchange[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`--replay ${file}: ${(error as Error).message}`, { cause: error });
  });
  const exchanges = entriesOf(text).flatMap((entry) => readEntry(entry) ?? []);
  if (exchanges.length > 0) return exchanges;
  throw new UsageError(`--replay ${file}: is not a recording (HAR) that holds SCIM requests`);
}

function entriesOf(text: string): readonly JsonObject[] {
  const whole = parse(text);
  const log = isJsonObject(whole) ? whole["log"] : undefined;
  const entries = isJsonObject(log) ? log["entries"] : undefined;
  if (Array.isArray(entries)) return entries.filter(isJsonObject);
  const lines = text.split("\n").map((line) => parse(line.replace(/,\s*$/, "")));
  return lines.flatMap((line) => (isJsonObject(line) && isJsonObject(line["request"]) ? [line] : []));
}

function readEntry(entry: JsonObject): RecordedExchange | undefined {
  const { request, response } = entry;
  if (!isJsonObject(request) || !isJsonObject(response)) return undefined;
  const { method, url, postData } = request;
  if (typeof method !== "string" || typeof url !== "string") return undefined;
  const baseUrl = baseOf(entry["_baseUrl"], url);
  if (baseUrl === undefined) return undefined;
  const { status, content, headers } = response;
  return {
    method,
    path: url.slice(baseUrl.length),
    body: bodyKey(isJsonObject(postData) ? postData["text"] : undefined),
    status: typeof status === "number" ? status : 0,
    headers: headersOf(headers),
    text: isJsonObject(content) && typeof content["text"] === "string" ? content["text"] : "",
    baseUrl,
  };
}

function baseOf(stated: Json | undefined, url: string): string | undefined {
  if (typeof stated === "string" && url.startsWith(stated)) return stated;
  const place = url.search(
    /\/(?:Users|Groups|Bulk|Schemas|ResourceTypes|ServiceProviderConfigs?|\.search)\b/i,
  );
  return place < 0 ? undefined : url.slice(0, place);
}

/** The same text for bodies that mean the same; spaces and line breaks do not matter. */
export function bodyKey(text: Json | undefined): string {
  if (typeof text !== "string" || text === "") return "";
  const body = parse(text);
  return body === undefined ? text : JSON.stringify(body);
}

function headersOf(list: Json | undefined): Readonly<Record<string, string>> {
  const pairs = (Array.isArray(list) ? list : []).flatMap((header: Json) => {
    const { name, value } = isJsonObject(header) ? header : {};
    return typeof name === "string" && typeof value === "string"
      ? [[name.toLowerCase(), value] as const]
      : [];
  });
  return Object.fromEntries(pairs);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
