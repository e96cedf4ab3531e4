import { onTestFinished } from "vitest";
import type { Logger } from "../../src/log.ts";
import { ScimClient } from "../../src/scim/client.ts";
import type { ScimClientOptions } from "../../src/scim/client-options.ts";
import type { OAuthCredentials, Secret } from "../../src/scim/credentials/credentials.ts";
import { type HeldClock, heldClock } from "./held-clock.ts";

/** A client over real sockets whose clock stands still, and all that it logs. */
export interface WiredClient {
  readonly client: ScimClient;
  readonly clock: HeldClock;
  /** Each log line as `level message {fields}`. */
  readonly lines: string[];
}

export function wiredClient(
  options: Pick<ScimClientOptions, "baseUrl" | "credentials"> & Partial<ScimClientOptions>,
): WiredClient {
  const clock = heldClock();
  const lines: string[] = [];
  const client = new ScimClient({
    limits: { burst: 8, concurrency: 8, timeout: 2_000 },
    random: () => 0,
    clock,
    log: logInto(lines),
    ...options,
  });
  onTestFinished(() => client.close());
  return { client, clock, lines };
}

function logInto(lines: string[]): Logger {
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** A secret that never changes. */
export function fixed(value: string, description = "${env.SECRET}"): Secret {
  return { description, read: () => Promise.resolve(value) };
}

export function oauth(tokenUrl: string, changes: Partial<OAuthCredentials> = {}): OAuthCredentials {
  return {
    kind: "oauth",
    tokenUrl,
    grantType: "client_credentials",
    clientId: "scimsync",
    clientSecret: fixed("client-s3cret", "${env.CLIENT_SECRET}"),
    clientAuth: "basic",
    params: {},
    ...changes,
  };
}
