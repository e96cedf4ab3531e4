import type { JsonObject } from "../../../src/canonical.ts";

/**
 * A SCIM service provider written by somebody else, running in this process on 127.0.0.1.
 *
 * Tests push to `baseUrl` with `token` as bearer token, then read back what the server holds.
 */
export interface ScimServer {
  /** Package name and version, such as `scimmy 1.3.5`. */
  readonly name: string;
  /** Where `/Users` and `/Groups` hang; no slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
  /** `auth` of a target, where a bearer token is not what it wants; `SCIM_TOKEN` is the secret. */
  readonly auth?: JsonObject;
  /** Absolute path of the connector file that fits this server. */
  readonly connector: string;
  /** HTTP requests that came in since the start, reads by `users()` and `groups()` not counted. */
  requestCount(method?: string): number;
  /** Every user, over all pages. */
  users(): Promise<readonly JsonObject[]>;
  /** Every group, over all pages, with `members` as the server really holds them. */
  groups(): Promise<readonly JsonObject[]>;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}
