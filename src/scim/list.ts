import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { member } from "./attribute-value.ts";
import { readNumber, readText } from "./answer/lenient-value.ts";
import { readResource, type Resource, type ResourceType } from "./resource.ts";

/** One page of a ListResponse (RFC 7644 §3.4.2, RFC 9865 §2), read leniently. */
export interface ListPage {
  /** Those that could be read: they are objects, and have an id. */
  readonly resources: readonly Resource[];
  /** Entries that came, readable or not. */
  readonly rows: number;
  /** `totalResults`; undefined when the provider does not say. */
  readonly total: number | undefined;
  /** 1-based, as the provider says it. */
  readonly startIndex?: number;
  /** As the provider says it; many give what was asked for instead of what came. */
  readonly itemsPerPage?: number;
  /** Absent at the last page, and at providers without cursors. */
  readonly nextCursor?: string;
  readonly previousCursor?: string;
}

/**
 * Reads a ListResponse; undefined when the answer is not one. `Resources` may be missing or null when empty, and
 * numbers may come as text.
 */
export function readListPage(type: ResourceType, body: Json | undefined): ListPage | undefined {
  if (!isJsonObject(body)) return undefined;
  const listed = member(body, "Resources") ?? undefined;
  const total = readNumber(member(body, "totalResults"));
  if (listed === undefined ? total === undefined : !Array.isArray(listed)) return undefined;
  const rows = (listed ?? []) as readonly Json[];
  const resources = rows.flatMap((row) => readResource(type, row) ?? []);
  return { resources, rows: rows.length, total, ...readPlace(body) };
}

function readPlace(body: JsonObject): Partial<ListPage> {
  const startIndex = readNumber(member(body, "startIndex"));
  const itemsPerPage = readNumber(member(body, "itemsPerPage"));
  const nextCursor = readCursor(member(body, "nextCursor"));
  const previousCursor = readCursor(member(body, "previousCursor"));
  return {
    ...(startIndex !== undefined && { startIndex }),
    ...(itemsPerPage !== undefined && { itemsPerPage }),
    ...(nextCursor !== undefined && { nextCursor }),
    ...(previousCursor !== undefined && { previousCursor }),
  };
}

/** Some providers number their pages; some end with an empty cursor, which would ask for the first page again. */
function readCursor(value: Json | undefined): string | undefined {
  const text = typeof value === "number" ? String(value) : readText(value);
  return text === "" ? undefined : text;
}
