import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import type { BetterAuthOptions, BetterAuthPlugin } from "better-auth";
import type { Database } from "better-sqlite3";
import { connectorFile, installedVersion } from "./installed.ts";
import { listen } from "./listen.ts";
import { readAll } from "./read-back.ts";
import type { ScimServer } from "./scim-server.ts";

/**
 * Starts Better Auth with its SCIM plugin on a SQLite database in memory (its own memory adapter copies the whole
 * database for every transaction and takes five times as long at 300 users). The bearer token is a credential of
 * a code-defined connection, which is how the plugin means it. Several may run in one process.
 */
export async function startBetterAuth(): Promise<ScimServer> {
  const token = randomBytes(32).toString("base64url");
  const { default: Sqlite } = await import("better-sqlite3");
  const database = new Sqlite(":memory:");
  const listening = await listen((origin) => prepare(origin, token, database));
  const baseUrl = `${listening.origin}/api/auth/scim/v2`;
  return {
    name: installedVersion("@better-auth/scim"),
    baseUrl,
    token,
    connector: connectorFile("better-auth"),
    requestCount: listening.requestCount,
    users: () => readAll(`${baseUrl}/Users`, token),
    groups: () => readAll(`${baseUrl}/Groups`, token),
    close: async () => {
      await listening.close();
      database.close();
    },
  };
}

async function prepare(origin: string, token: string, database: Database): Promise<RequestListener> {
  const { betterAuth } = await import("better-auth");
  const { getMigrations } = await import("better-auth/db/migration");
  const { toNodeHandler } = await import("better-auth/node");
  const { scim } = await import("@better-auth/scim");
  const credentials = [{ type: "bearer", id: "the-test", token }] as const;
  // Its types were not written for exactOptionalPropertyTypes.
  const plugin = scim({ connections: [{ id: "scimsync", credentials }] }) as unknown as BetterAuthPlugin;
  const options: BetterAuthOptions = {
    baseURL: origin,
    secret: randomBytes(32).toString("base64url"),
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [plugin],
    database,
  };
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const handle = toNodeHandler(betterAuth(options));
  return (request, response) => void handle(request, response);
}
