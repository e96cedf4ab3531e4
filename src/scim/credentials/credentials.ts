/** A secret that is fetched when needed and never stored, logged or shown. */
export interface Secret {
  /** For messages, such as `${env.MY_APP_TOKEN}`; never the value. */
  readonly description: string;
  /** Throws `ConfigError` when it is not to be had. */
  read(): Promise<string>;
  /** Puts another value in its place, where it came from a place that can be written: a file. */
  replace?(value: string): Promise<void>;
}

/** `auth` of a target. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: Secret }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "header"; readonly header: string; readonly value: Secret }
  | ClientPairCredentials
  | OAuthCredentials;

/** `base64(clientId:clientSecret)` sent as it is, as a bearer token or as HTTP basic; no token is fetched. */
export interface ClientPairCredentials {
  readonly kind: "clientPair";
  readonly scheme: "bearer" | "basic";
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** An access token that is fetched from a token endpoint (RFC 6749), kept for its life, and renewed. */
export interface OAuthCredentials {
  readonly kind: "oauth";
  /** May hold a query. */
  readonly tokenUrl: string;
  /** Such as `client_credentials` (RFC 6749 §4.4) or `refresh_token` (§6). */
  readonly grantType: string;
  readonly clientId: string;
  /** Absent for a client that proves itself by TLS certificate (RFC 8705), or not at all. */
  readonly clientSecret?: Secret;
  /** Where id and secret stand: `Authorization: Basic`, or the body (RFC 6749 §2.3.1). Without a secret, the body. */
  readonly clientAuth: "basic" | "body";
  readonly refreshToken?: Secret;
  /** Space-separated. */
  readonly scope?: string;
  /** Sent as they are, such as `audience` or `resource`. */
  readonly params: Readonly<Record<string, string | Secret>>;
}
