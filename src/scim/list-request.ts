import type { Json, JsonObject } from "../canonical.ts";
import { searchRequestSchema } from "./resource.ts";

/** Which attributes an answer shall hold (RFC 7644 §3.9); names as filters name them. Not both. */
export interface AttributeSelection {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
}

/** What a query asks for (RFC 7644 §3.4.2, RFC 9865 §2). What is left out is not sent. */
export interface ListRequest extends AttributeSelection {
  /** 1-based. Not together with `cursor`. */
  readonly startIndex?: number;
  /** Resources of one page at most. */
  readonly count?: number;
  /** A cursor the provider gave, or empty text for the first page by cursor. */
  readonly cursor?: string;
  /** RFC 7644 §3.4.2.2; `formatFilter` and `quoteFilterValue` make one. */
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: "ascending" | "descending";
}

/**
 * The query of a GET, with its question mark; empty text where nothing is asked for. The first page by cursor is asked
 * for as `cursor=`: every framework reads that as empty text, and not every one a bare `cursor`.
 */
export function queryOf(request: ListRequest): string {
  const { attributes, excludedAttributes, ...plain } = request;
  const asked = {
    ...plain,
    attributes: attributes?.join(","),
    excludedAttributes: excludedAttributes?.join(","),
  };
  const pairs = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(wellFormed(value))}`],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Text that was cut within a character has no form in UTF-8, and would not be encoded. */
function wellFormed(value: string | number): string {
  return String(value).replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

/** The body of a query by POST (RFC 7644 §3.4.3). */
export function searchBody(request: ListRequest): JsonObject {
  const asked = Object.entries(request).filter(([, value]) => value !== undefined);
  return { schemas: [searchRequestSchema], ...(Object.fromEntries(asked) as Record<string, Json>) };
}
