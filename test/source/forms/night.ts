import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../../src/canonical.ts";
import { systemClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { SourceError } from "../../../src/errors.ts";
import { silentLogger } from "../../../src/log.ts";
import type { Check } from "../../../src/source/expect.ts";
import { openStore } from "../../../src/store/sqlite/store.ts";
import { sync } from "../../../src/sync/sync.ts";
import { startSandboxServer } from "../../support/sandbox-server.ts";

const connectorFolder = fileURLToPath(new URL("../../../connectors", import.meta.url));

/** What became of a night's run: requests that reached the provider, and why the source was refused, if it was. */
export interface NightOutcome {
  readonly requests: number;
  readonly refused: string | undefined;
}

/** An installation with a real provider, whose files and source may be another each night. */
export interface Nights {
  run(
    source: string,
    files?: Readonly<Record<string, string | Buffer>>,
    accept?: readonly Check[],
  ): Promise<NightOutcome>;
  /** Users that the provider holds. */
  accounts(): Promise<number>;
  /** Users and groups as the provider shows them. */
  held(): Promise<{ readonly users: readonly JsonObject[]; readonly groups: readonly JsonObject[] }>;
  /** Lets time go by for the runs to come. */
  pass(ms: number): void;
  /** Makes a file look as if it was written that many milliseconds ago. */
  age(name: string, ms: number): void;
  path(name: string): string;
  end(): Promise<void>;
}

export interface NightSettings {
  /** `users.attributes` of the target; userName is the mail address when left out. */
  readonly attributes?: string;
  /** Further lines of the config. */
  readonly rest?: string;
}

export async function nights({ attributes = userName, rest = "" }: NightSettings = {}): Promise<Nights> {
  let passed = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + passed };
  const server = await startSandboxServer();
  const folder = mkdtempSync(join(tmpdir(), "scimsync-nights-"));
  const path = (name: string) => join(folder, name);
  async function attempt(accept: readonly Check[]): Promise<string | undefined> {
    const loaded = await loadConfig(path("scimsync.yaml"), { TOKEN: server.token }, connectorFolder);
    const store = openStore(loaded.config.state);
    try {
      await sync({
        loaded,
        store,
        targets: [],
        mode: "sync",
        keys: [],
        allowRemovals: 0,
        clock,
        random: Math.random,
        log: silentLogger,
        stop: new AbortController().signal,
        accepted: new Set(accept),
        onRecords() {},
        onEvent() {},
      });
      return undefined;
    } catch (error) {
      if (error instanceof SourceError) return error.message;
      throw error;
    } finally {
      store.close();
    }
  }
  return {
    path,
    async run(source, files = {}, accept = []) {
      for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content);
      writeFileSync(path("scimsync.yaml"), configOf(source, server.baseUrl, attributes, rest));
      const before = server.requestCount();
      const refused = await attempt(accept);
      return { requests: server.requestCount() - before, refused };
    },
    accounts: async () => (await server.users()).length,
    held: async () => ({ users: await server.users(), groups: await server.groups() }),
    pass(ms) {
      passed += ms;
    },
    age(name, ms) {
      const seconds = (Date.now() - ms) / 1000;
      utimesSync(path(name), seconds, seconds);
    },
    async end() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const userName = '{ userName: "${user.mail}" }';

function configOf(source: string, baseUrl: string, attributes: string, rest: string): string {
  return `source:${source}
${rest}targets:
  app:
    baseUrl: ${baseUrl}
    auth: { token: "\${env.TOKEN}" }
    assign: { everyone: true }
    users: { attributes: ${attributes} }
    groups: { push: ["*"] }
`;
}
