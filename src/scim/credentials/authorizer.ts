import { type Authorization, authorizationOf, type Authorizer, staticAuthorizer } from "./authorization.ts";
import type { Logger } from "../../log.ts";
import type { Credentials, OAuthCredentials } from "./credentials.ts";
import type { Limits } from "../pace/limits.ts";
import { shownTokenUrl } from "./oauth-answer.ts";
import { tokenGrant } from "./oauth-grant.ts";
import { createTokenCache } from "./token-cache.ts";
import { tokenEndpoint, type TokenEndpointOptions } from "./token-endpoint.ts";

export interface AuthorizerOptions extends Omit<TokenEndpointOptions, "timeout"> {
  readonly credentials: Credentials;
  readonly limits: Pick<Limits, "timeout">;
  readonly log: Logger;
}

/** Milliseconds; no token endpoint has that much to think about. */
const longestTokenRequest = 30_000;

/** What adds the credentials to requests; tokens are fetched when the first request wants one. */
export function createAuthorizer({ credentials, log, ...options }: AuthorizerOptions): Authorizer {
  if (credentials.kind !== "oauth") return staticAuthorizer(credentials);
  const timeout = Math.min(options.limits.timeout, longestTokenRequest);
  return oauthAuthorizer(credentials, { ...options, timeout }, log);
}

function oauthAuthorizer(
  credentials: OAuthCredentials,
  options: TokenEndpointOptions,
  log: Logger,
): Authorizer {
  const grant = tokenGrant(credentials, tokenEndpoint(credentials, options), log);
  const cache = createTokenCache(async (signal) => {
    const token = await grant(signal);
    log.debug({ from: shownTokenUrl(credentials), seconds: token.expiresIn }, "access token fetched");
    return token;
  }, options.clock);
  let made: { readonly token: string; readonly authorization: Authorization } | undefined;

  async function current(signal?: AbortSignal): Promise<Authorization> {
    const token = await cache.current(signal);
    if (made?.token !== token) {
      made = { token, authorization: authorizationOf({ authorization: `Bearer ${token}` }) };
    }
    return made.authorization;
  }
  return {
    current,
    async renew(stale, signal) {
      const refused = stale.headers["authorization"]?.slice("Bearer ".length);
      if (refused !== undefined) cache.refused(refused);
      const fresh = await current(signal);
      return fresh.headers["authorization"] === stale.headers["authorization"] ? undefined : fresh;
    },
    whereToLook: `auth.scope and what the client of auth.clientId may do (the token came from ${shownTokenUrl(credentials)})`,
  };
}
