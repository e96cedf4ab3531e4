/** A secret that is fetched when needed and never stored, logged or shown. */
export interface Secret {
  /** For messages, such as `${env.MY_APP_TOKEN}`; never the value. */
  readonly description: string;
  /** Throws `ConfigError` when it is not to be had. */
  read(): Promise<string>;
}

/** `auth` of a target. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: Secret }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "header"; readonly header: string; readonly value: Secret };
