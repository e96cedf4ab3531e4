import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../src/canonical.ts";
import { loadConnector } from "../../src/connector/load.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { writeConnector } from "../support/sandbox-server.ts";
import { type KeptDirectory, startSamlJackson } from "../support/servers/saml-jackson.ts";

export const serverNames = ["sandbox", "saml-jackson"] as const;
export type ServerName = (typeof serverNames)[number];

/** A provider that can be ended and started again without losing what it holds. */
export interface Provider {
  /** As it is now; a restart may change it. */
  readonly baseUrl: string;
  readonly token: string;
  /** Absolute path of the connector file that fits it. */
  readonly connector: string;
  /** Ends it and starts it again; gives its base URL. */
  restart(): Promise<string>;
  users(): Promise<readonly JsonObject[]>;
  groups(): Promise<readonly JsonObject[]>;
  close(): Promise<void>;
}

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

/** A sandbox that departs from the RFC as these settings of a connector profile say, and keeps what it holds in a file. */
export async function startSandboxProvider(
  folder: string,
  seed: number,
  settings: JsonObject = {},
): Promise<Provider> {
  const connector = await writeConnector(settings, folder);
  const isStrict = Object.keys(settings).length === 0;
  const dialect = isStrict ? {} : { dialect: await loadConnector(connector, connectors) };
  const token = "chaos-token";
  let starts = 0;
  // Another seed for each start, for a service that starts again does not give out its old ids.
  function start(): Promise<Sandbox> {
    starts += 1;
    return startSandbox({ seed: seed + starts, token, db: join(folder, "provider.json"), ...dialect });
  }
  let sandbox = await start();
  return {
    get baseUrl() {
      return sandbox.url;
    },
    token,
    connector,
    async restart() {
      await sandbox.close();
      sandbox = await start();
      return sandbox.url;
    },
    // Read from its memory: a dialect may not tell everything.
    users: () => Promise.resolve(sandbox.users()),
    groups: () => Promise.resolve(sandbox.groups()),
    close: () => sandbox.close(),
  };
}

/** SAML Jackson on an SQLite file. */
export async function startJacksonProvider(folder: string): Promise<Provider> {
  const file = join(folder, "jackson.db");
  let kept: KeptDirectory | undefined;
  async function start() {
    const started = await startSamlJackson({ engine: "sqlite", file, ...(kept && { directory: kept }) });
    kept = started.directory;
    return started;
  }
  let server = await start();
  return {
    get baseUrl() {
      return server.baseUrl;
    },
    token: server.token,
    connector: server.connector,
    async restart() {
      await server.close();
      server = await start();
      return server.baseUrl;
    },
    users: () => server.users(),
    groups: () => server.groups(),
    async close() {
      await server.close();
      await rm(file, { force: true });
    },
  };
}
