import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { member } from "./attribute-value.ts";
import { readBoolean, readNumber, readText } from "./answer/lenient-value.ts";

/** What a provider says of itself in ServiceProviderConfig (RFC 7643 §5); undefined where it says nothing. */
export interface Capabilities {
  readonly patch: boolean | undefined;
  readonly filter: boolean | undefined;
  readonly etag: boolean | undefined;
  readonly sort: boolean | undefined;
  readonly changePassword: boolean | undefined;
  /** Resources in one answer at most. */
  readonly maxResults: number | undefined;
  readonly bulk: BulkCapability;
  readonly pagination: PaginationCapability;
  readonly authenticationSchemes: readonly AuthenticationScheme[];
}

/** What a provider says of bulk requests (RFC 7643 §5); undefined where it does not. */
export interface BulkCapability {
  readonly supported: boolean | undefined;
  readonly maxOperations: number | undefined;
  /** Bytes. */
  readonly maxPayloadSize: number | undefined;
}

/** RFC 9865 §4. */
export interface PaginationCapability {
  readonly cursor: boolean | undefined;
  readonly index: boolean | undefined;
  readonly defaultPaginationMethod: "cursor" | "index" | undefined;
  readonly defaultPageSize: number | undefined;
  readonly maxPageSize: number | undefined;
  /** Seconds a cursor is good for at least. */
  readonly cursorTimeout: number | undefined;
}

/** RFC 7643 §5. */
export interface AuthenticationScheme {
  /** Such as `oauthbearertoken`; in lower case. */
  readonly type: string;
  readonly name: string | undefined;
  readonly primary: boolean | undefined;
}

export const unknownCapabilities: Capabilities = {
  patch: undefined,
  filter: undefined,
  etag: undefined,
  sort: undefined,
  changePassword: undefined,
  maxResults: undefined,
  bulk: { supported: undefined, maxOperations: undefined, maxPayloadSize: undefined },
  pagination: {
    cursor: undefined,
    index: undefined,
    defaultPaginationMethod: undefined,
    defaultPageSize: undefined,
    maxPageSize: undefined,
    cursorTimeout: undefined,
  },
  authenticationSchemes: [],
};

/** More than these describe no way to sign in. */
const mostSchemes = 20;
const longestName = 200;

/** Reads a ServiceProviderConfig; undefined when the answer is not one. */
export function readCapabilities(body: Json | undefined): Capabilities | undefined {
  if (!isJsonObject(body)) return undefined;
  const block = (name: string): JsonObject => {
    const value = member(body, name);
    return isJsonObject(value) ? value : {};
  };
  if (!isJsonObject(member(body, "patch")) && !isJsonObject(member(body, "filter"))) return undefined;
  const filter = block("filter");
  return {
    patch: supported(block("patch")),
    filter: supported(filter),
    etag: supported(block("etag")),
    sort: supported(block("sort")),
    changePassword: supported(block("changePassword")),
    maxResults: atLeastOne(member(filter, "maxResults")),
    bulk: readBulk(block("bulk")),
    pagination: readPagination(block("pagination")),
    authenticationSchemes: readSchemes(member(body, "authenticationSchemes")),
  };
}

function supported(block: JsonObject): boolean | undefined {
  return readBoolean(member(block, "supported"));
}

function readBulk(block: JsonObject): BulkCapability {
  return {
    supported: supported(block),
    maxOperations: atLeastOne(member(block, "maxOperations")),
    maxPayloadSize: atLeastOne(member(block, "maxPayloadSize")),
  };
}

function readPagination(block: JsonObject): PaginationCapability {
  const method = readText(member(block, "defaultPaginationMethod"))?.toLowerCase();
  return {
    cursor: readBoolean(member(block, "cursor")),
    index: readBoolean(member(block, "index")),
    defaultPaginationMethod: method === "cursor" || method === "index" ? method : undefined,
    defaultPageSize: atLeastOne(member(block, "defaultPageSize")),
    maxPageSize: atLeastOne(member(block, "maxPageSize")),
    cursorTimeout: atLeastOne(member(block, "cursorTimeout")),
  };
}

/** Zero is how some providers say that there is no limit. */
function atLeastOne(value: Json | undefined): number | undefined {
  const number = readNumber(value);
  return number === 0 ? undefined : number;
}

function readSchemes(value: Json | undefined): readonly AuthenticationScheme[] {
  const schemes = isJsonObject(value) ? [value] : value;
  if (!Array.isArray(schemes)) return [];
  return schemes.slice(0, mostSchemes).flatMap((scheme: Json) => {
    const type = isJsonObject(scheme) ? readText(member(scheme, "type")) : undefined;
    if (!isJsonObject(scheme) || type === undefined || type === "") return [];
    return [
      {
        type: type.slice(0, longestName).toLowerCase(),
        name: readText(member(scheme, "name"))?.slice(0, longestName),
        primary: readBoolean(member(scheme, "primary")),
      },
    ];
  });
}
