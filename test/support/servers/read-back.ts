import { isJsonObject, type Json, type JsonObject } from "../../../src/canonical.ts";
import { readBackHeader } from "./listen.ts";

const pageSize = 100;

/** An upper bound on pages, so that a server that never ends its list fails a test and does not hang it. */
const maximumPages = 2_000;

/**
 * Every resource of a list, by plain GETs. Ends on a page with nothing new on it: one server here tells a
 * `totalResults` that is too small, another answers rows for a page behind the end.
 */
export async function readAll(listUrl: string, token: string): Promise<readonly JsonObject[]> {
  const byId = new Map<string, JsonObject>();
  for (let page = 0; page < maximumPages; page += 1) {
    const before = byId.size;
    const rows = await readPage(`${listUrl}?startIndex=${before + 1}&count=${pageSize}`, token);
    for (const row of rows) byId.set(JSON.stringify(row["id"]), row);
    if (byId.size === before) return [...byId.values()];
  }
  throw new Error(`${listUrl} did not end within ${maximumPages} pages`);
}

async function readPage(url: string, token: string): Promise<readonly JsonObject[]> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, [readBackHeader]: "1" } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`GET ${url} answered ${response.status}: ${text}`);
  const body = JSON.parse(text) as Json;
  const rows = isJsonObject(body) && Array.isArray(body["Resources"]) ? body["Resources"] : [];
  return rows.filter(isJsonObject);
}
