import { basic } from "./authorization.ts";
import type { OAuthCredentials } from "./credentials.ts";
import { type HideSecrets, hideSecrets } from "./secret-text.ts";

/** A request for a token, ready to be sent (RFC 6749 §3.2). */
export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Form-urlencoded. */
  readonly body: string;
  readonly spendsRefreshToken: boolean;
  /** Takes its secrets out of a text. */
  readonly hide: HideSecrets;
}

/** Reads the secrets. `refreshToken` is the one that is good now. Rejects with `ConfigError` when one is not to be had. */
export async function tokenRequest(
  credentials: OAuthCredentials,
  refreshToken: string | undefined,
): Promise<TokenRequest> {
  const { grantType, clientId, clientAuth, scope } = credentials;
  const clientSecret = await credentials.clientSecret?.read();
  const params = await readParams(credentials.params);
  const inHeader = clientAuth === "basic" && clientSecret !== undefined;
  const form = new URLSearchParams({ grant_type: grantType });
  if (refreshToken !== undefined) form.set("refresh_token", refreshToken);
  if (scope !== undefined) form.set("scope", scope);
  if (!inHeader) form.set("client_id", clientId);
  if (!inHeader && clientSecret !== undefined) form.set("client_secret", clientSecret);
  for (const [name, { value }] of Object.entries(params)) form.set(name, value);
  const authorization = inHeader ? basic(formEncoded(clientId), formEncoded(clientSecret)) : undefined;
  const secrets = [clientSecret, refreshToken, authorization, authorization?.slice("Basic ".length)];
  const hidden = Object.values(params).flatMap(({ value, isSecret }) => (isSecret ? [value] : []));
  return {
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      ...(authorization !== undefined && { authorization }),
    },
    body: form.toString(),
    spendsRefreshToken: refreshToken !== undefined,
    hide: hideSecrets([...secrets.filter((secret) => secret !== undefined), ...hidden]),
  };
}

/** RFC 6749 §2.3.1 wants id and secret encoded as in a form before they become a pair. */
function formEncoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

interface Param {
  readonly value: string;
  readonly isSecret: boolean;
}

async function readParams(params: OAuthCredentials["params"]): Promise<Readonly<Record<string, Param>>> {
  const read = Object.entries(params).map(async ([name, param]) => {
    if (typeof param === "string") return [name, { value: param, isSecret: false }] as const;
    return [name, { value: await param.read(), isSecret: true }] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
