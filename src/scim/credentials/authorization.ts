import type { Credentials } from "./credentials.ts";
import { type HideSecrets, hideSecrets, secretsOfHeader } from "./secret-text.ts";

/** What shows a provider who we are. */
export interface Authorization {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Takes what the headers say out of a text. */
  readonly hide: HideSecrets;
}

/** Gives each request its authorization. */
export interface Authorizer {
  /** Rejects with `ConfigError` when a secret is not to be had, with `TargetError` when no token is. */
  current(signal?: AbortSignal): Promise<Authorization>;
  /** Another one in place of `stale`, which was refused with 401; undefined when there is none. */
  renew(stale: Authorization, signal?: AbortSignal): Promise<Authorization | undefined>;
  /** Which keys of the config to look at, for messages. */
  readonly whereToLook: string;
}

export function authorizationOf(headers: Readonly<Record<string, string>>): Authorization {
  return { headers, hide: hideSecrets(Object.values(headers).flatMap(secretsOfHeader)) };
}

export type StaticCredentials = Exclude<Credentials, { readonly kind: "oauth" }>;

/** Of credentials that are what they are; after a 401 they are read anew, since a file or a command may have others by then. */
export function staticAuthorizer(credentials: StaticCredentials): Authorizer {
  let held: Promise<Authorization> | undefined;
  let reading: Promise<Authorization> | undefined;
  const read = async (): Promise<Authorization> => authorizationOf(await readHeaders(credentials));
  async function readAnew(): Promise<Authorization> {
    try {
      return await (reading ??= read());
    } finally {
      reading = undefined;
    }
  }
  return {
    current: () => (held ??= read()),
    async renew(stale) {
      if (credentials.kind === "none") return undefined;
      const now = await held;
      if (now !== undefined && now !== stale) return now;
      // What cannot be read any more is no better than what was refused: the refusal is what to tell.
      const fresh = await readAnew().catch(() => stale);
      if (isSame(fresh, stale)) return undefined;
      held = Promise.resolve(fresh);
      return fresh;
    },
    whereToLook: whereToLook(credentials),
  };
}

function isSame(one: Authorization, other: Authorization): boolean {
  return Object.entries(one.headers).every(([name, value]) => other.headers[name] === value);
}

async function readHeaders(credentials: StaticCredentials): Promise<Record<string, string>> {
  switch (credentials.kind) {
    case "none":
      return {};
    case "bearer":
      return { authorization: `Bearer ${await credentials.token.read()}` };
    case "basic":
      return { authorization: basic(credentials.username, await credentials.password.read()) };
    case "header":
      return { [credentials.header.toLowerCase()]: await credentials.value.read() };
    case "clientPair": {
      const pair = basic(credentials.clientId, await credentials.clientSecret.read());
      return { authorization: credentials.scheme === "basic" ? pair : pair.replace("Basic", "Bearer") };
    }
  }
}

/** RFC 7617. */
export function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`, "utf8").toString("base64")}`;
}

function whereToLook(credentials: StaticCredentials): string {
  switch (credentials.kind) {
    case "none":
      return "auth, which is not set";
    case "bearer":
      return `auth.token (${credentials.token.description})`;
    case "basic":
      return `auth.username and auth.password (${credentials.password.description})`;
    case "header":
      return `auth.value (${credentials.value.description})`;
    case "clientPair":
      return `auth.clientId, auth.clientSecret (${credentials.clientSecret.description}) and auth.clientPair`;
  }
}
