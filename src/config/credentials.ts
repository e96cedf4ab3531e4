import type { ConnectionSettings } from "../scim/connection/connect.ts";
import type { Credentials, OAuthCredentials, Secret } from "../scim/credentials/credentials.ts";
import type { TlsSettings } from "../scim/connection/tls.ts";
import type { YamlPath } from "../yaml/position.ts";
import type { AuthWritten } from "./auth-schema.ts";
import { fillIn, readTokenUrl } from "./base-url.ts";
import type { Place } from "./locate.ts";
import { readParam, grantTypeOf } from "./oauth-rules.ts";
import { toProxyRules } from "./proxy-rules.ts";
import type { ProxyWritten } from "./proxy-schema.ts";
import type { SecretWritten } from "./secret-schema.ts";
import { createSecret, type SecretSetting } from "./secret.ts";
import { asPlace } from "./tls-rules.ts";

export interface CredentialSurroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  place(path: YamlPath): Place | undefined;
}

type Form = SecretSetting["form"];
type MakeSecret = (path: readonly string[], written: SecretWritten, form: Form) => Secret;

function secretMaker(surroundings: CredentialSurroundings): MakeSecret {
  const { folder, environment } = surroundings;
  return (path, written, form) => {
    const place = surroundings.place(["auth", ...path]) ?? {};
    return createSecret(written, { folder, environment, place, form });
  };
}

/** `auth` as used. Takes for granted that the rules found nothing. */
export function toCredentials(
  auth: AuthWritten | undefined,
  surroundings: CredentialSurroundings,
): Credentials {
  const secret = secretMaker(surroundings);
  if (auth?.token !== undefined) return { kind: "bearer", token: secret(["token"], auth.token, "token") };
  if (auth?.username !== undefined && auth.password !== undefined) {
    const password = secret(["password"], auth.password, "password");
    return { kind: "basic", username: auth.username, password };
  }
  if (auth?.header !== undefined && auth.value !== undefined) {
    return { kind: "header", header: auth.header, value: secret(["value"], auth.value, "header") };
  }
  return auth?.clientId === undefined
    ? { kind: "none" }
    : toClientCredentials(auth, auth.clientId, surroundings);
}

function toClientCredentials(
  auth: AuthWritten,
  id: string,
  surroundings: CredentialSurroundings,
): Credentials {
  const { environment } = surroundings;
  const make = secretMaker(surroundings);
  const clientId = fillIn(id, environment).text ?? id;
  const { clientSecret: secret, refreshToken: refresh } = auth;
  const clientSecret = secret === undefined ? undefined : make(["clientSecret"], secret, "password");
  if (auth.clientPair !== undefined && clientSecret !== undefined) {
    return { kind: "clientPair", scheme: auth.clientPair, clientId, clientSecret };
  }
  const refreshToken = refresh === undefined ? undefined : make(["refreshToken"], refresh, "header");
  return {
    kind: "oauth",
    tokenUrl: readTokenUrl(auth.tokenUrl ?? "", environment).url ?? "",
    grantType: grantTypeOf(auth),
    clientId,
    clientAuth: auth.clientAuth ?? (clientSecret === undefined ? "body" : "basic"),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(auth.scope !== undefined && { scope: [auth.scope].flat().join(" ") }),
    params: toParams(auth.params ?? {}, make),
  };
}

function toParams(params: NonNullable<AuthWritten["params"]>, make: MakeSecret): OAuthCredentials["params"] {
  const used = Object.entries(params).map(([name, value]) => {
    const written = readParam(value);
    if (typeof written === "string") return [name, written] as const;
    return [name, make(["params", name], written.secret, "password")] as const;
  });
  return Object.fromEntries(used);
}

/** `auth.tls` and `proxy` as used. Likewise. */
export function toConnection(
  auth: AuthWritten | undefined,
  proxy: ProxyWritten | undefined,
  surroundings: CredentialSurroundings,
): ConnectionSettings {
  const place = surroundings.place(["proxy"]) ?? {};
  const rules = toProxyRules(proxy, { ...surroundings, place });
  const tls = toTls(auth?.tls, secretMaker(surroundings));
  return { proxy: rules, ...(tls !== undefined && { tls }) };
}

function toTls(tls: AuthWritten["tls"], make: MakeSecret): TlsSettings | undefined {
  if (tls === undefined) return undefined;
  const { cert, key, passphrase, ca } = tls;
  return {
    ...(cert !== undefined && { cert: make(["tls", "cert"], asPlace(cert), "pem") }),
    ...(key !== undefined && { key: make(["tls", "key"], asPlace(key), "pem") }),
    ...(passphrase !== undefined && { passphrase: make(["tls", "passphrase"], passphrase, "password") }),
    ...(ca !== undefined && { ca: make(["tls", "ca"], asPlace(ca), "pem") }),
  };
}
