import { isJsonObject, type Json } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { readResource, type Resource, type ResourceType } from "../scim/resource.ts";
import { readScimError } from "../scim/scim-error.ts";
import type { ScimResponse } from "../scim/connection/transport.ts";

/** What came back; `status` 0 when nothing did. */
export interface Answer extends ScimResponse {
  /** Undefined when the body is no JSON. */
  readonly body: Json | undefined;
  /** Why there was no answer. */
  readonly silence?: string;
}

const shownDetail = 90;

export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Whether the provider does not have the verb or the endpoint at all. */
export function isUnsupported({ status }: Answer): boolean {
  return status === 405 || status === 501;
}

export function isGone({ status }: Answer): boolean {
  return status === 404 || status === 410;
}

/** In a few words: `204`, `409 uniqueness: there is one`, `no answer: connection reset`. */
export function saidBy(answer: Answer): string {
  if (answer.silence !== undefined) return `no answer: ${answer.silence}`;
  if (answer.status < 400) return String(answer.status);
  const { scimType, detail } = readScimError(answer);
  const [line = ""] = detail.split("\n");
  const shown = line.length > shownDetail ? `${line.slice(0, shownDetail)}…` : line;
  return `${answer.status}${scimType === undefined ? "" : ` ${scimType}`}: ${shown}`;
}

export function isHtml({ headers }: Answer): boolean {
  return headers["content-type"]?.toLowerCase().includes("text/html") === true;
}

/** A ListResponse (RFC 7644 section 3.4.2) as it came. */
export interface Listing {
  readonly resources: readonly Resource[];
  readonly total: number | undefined;
  readonly startIndex: number | undefined;
  readonly nextCursor: string | undefined;
}

/** Undefined when the answer is no list. `Resources` may be missing when there is none. */
export function readListing(type: ResourceType, { status, body }: Answer): Listing | undefined {
  if (status !== 200 || !isJsonObject(body)) return undefined;
  const rows = member(body, "Resources");
  const total = numberOf(member(body, "totalResults"));
  if (!Array.isArray(rows) && total === undefined) return undefined;
  const list: readonly Json[] = Array.isArray(rows) ? (rows as readonly Json[]) : [];
  const cursor = member(body, "nextCursor");
  return {
    resources: list.flatMap((row) => readResource(type, row) ?? []),
    total,
    startIndex: numberOf(member(body, "startIndex")),
    nextCursor: typeof cursor === "string" && cursor !== "" ? cursor : undefined,
  };
}

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" ? number : undefined;
}

/** The resource an answer holds, when it holds one with an id. */
export function resourceOf(type: ResourceType, answer: Answer): Resource | undefined {
  return isGood(answer) && answer.body !== undefined ? readResource(type, answer.body) : undefined;
}
