import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  loadConfig,
  type LoadedConfig,
  openState,
  type ProgramRecord,
  type Store,
  type SyncEvent,
} from "../../src/index.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";

/** A program that embeds scimsync: config, open state, and a service to push to. */
export interface Stand {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly loaded: LoadedConfig;
  readonly store: Store;
  /** userNames of the active accounts at the service, sorted. */
  active(): readonly string[];
}

const usual = `source: { type: program, name: hr, attributes: [title] }
targets:
  app:
    baseUrl: \${env.SCIM_URL}
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { everyone: true }
    users: { attributes: { userName: "\${user.mail}", title: "\${user.title}" } }
    groups: { push: ["*"] }
    limits: { concurrency: 1 }
`;

/** Ends with the test. `config` may use SCIM_URL and SCIM_TOKEN. */
export async function openStand(config = usual): Promise<Stand> {
  const sandbox = await startSandbox({ seed: 1 });
  const folder = mkdtempSync(join(tmpdir(), "scimsync-library-"));
  const file = join(folder, "scimsync.yaml");
  writeFileSync(file, config);
  const loaded = await loadConfig(file, { SCIM_URL: sandbox.url, SCIM_TOKEN: sandbox.token });
  const store = await openState(loaded.config);
  onTestFinished(async () => {
    store.close();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  return {
    sandbox,
    folder,
    loaded,
    store,
    active: () =>
      sandbox
        .users()
        .filter(({ active }) => active !== false)
        .map(({ userName }) => userName as string)
        .toSorted(),
  };
}

/** A source of people with these keys, whole. */
export function people(...keys: readonly string[]): () => Iterable<ProgramRecord> {
  return () => [
    ...keys.map(
      (key) => ({ kind: "user", key, attributes: { mail: `${key}@x.example`, title: "Dev" } }) as const,
    ),
    { kind: "end", users: keys.length },
  ];
}

/** Keys of so many people, `p1` and so on. */
export function crowd(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `p${at + 1}`);
}

/** Reads a run to its end. */
export async function allOf(run: AsyncIterable<SyncEvent>): Promise<readonly SyncEvent[]> {
  const events: SyncEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}
