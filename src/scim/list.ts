import type { Json } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { readResource, type Resource, type ResourceType } from "./resource.ts";

/** One page of a ListResponse (RFC 7644 §3.4.2), read leniently. */
export interface ListPage {
  readonly resources: readonly Resource[];
  /** Undefined when the provider does not say. */
  readonly total: number | undefined;
}

/** Reads a ListResponse; undefined when the answer is not one. `Resources` may be missing when empty. */
export function readListPage(type: ResourceType, body: Json | undefined): ListPage | undefined {
  if (!isJsonObject(body)) return undefined;
  const rows = body["Resources"] ?? body["resources"];
  const total = body["totalResults"];
  if (rows === undefined && typeof total !== "number") return undefined;
  const list = Array.isArray(rows) ? rows : [];
  const resources = list.flatMap((row: Json) => readResource(type, row) ?? []);
  return { resources, total: typeof total === "number" ? total : undefined };
}
