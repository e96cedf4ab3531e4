import type { TargetConfig } from "../config/config.ts";
import type { ScimClientOptions } from "../scim/client-options.ts";

/** How the target is spoken to, as config and connector say. */
export function clientSettings({
  baseUrl,
  credentials,
  connection,
  limits,
  profile,
}: TargetConfig): ScimClientOptions {
  const { pacing, endpoint } = profile;
  const { contentType, accept, headers, paths, writeQuery, operationCase, booleans } = endpoint;
  const spelling = { paths, writeQuery, operationCase, booleans };
  const types = { contentType, ...(accept !== "any" && { accept }) };
  return { baseUrl, credentials, connection, limits, pacing, headers, ...types, ...spelling };
}
