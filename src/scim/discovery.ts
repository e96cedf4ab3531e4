import type { Json } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";

/** What a provider says of itself in ServiceProviderConfig (RFC 7643 §5); undefined where it says nothing. */
export interface Capabilities {
  readonly patch: boolean | undefined;
  readonly filter: boolean | undefined;
  readonly etag: boolean | undefined;
  readonly maxResults: number | undefined;
}

export const unknownCapabilities: Capabilities = {
  patch: undefined,
  filter: undefined,
  etag: undefined,
  maxResults: undefined,
};

/** Reads a ServiceProviderConfig; undefined when the answer is not one. */
export function readCapabilities(body: Json | undefined): Capabilities | undefined {
  if (!isJsonObject(body)) return undefined;
  const filter = body["filter"];
  if (!isJsonObject(body["patch"]) && !isJsonObject(filter)) return undefined;
  const maxResults = isJsonObject(filter) ? filter["maxResults"] : undefined;
  return {
    patch: supported(body["patch"]),
    filter: supported(filter),
    etag: supported(body["etag"]),
    maxResults: typeof maxResults === "number" && maxResults > 0 ? maxResults : undefined,
  };
}

function supported(block: Json | undefined): boolean | undefined {
  const value = isJsonObject(block) ? block["supported"] : undefined;
  return typeof value === "boolean" ? value : undefined;
}
