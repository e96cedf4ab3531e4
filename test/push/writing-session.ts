import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { loadConnector } from "../../src/connector/load.ts";
import { silentLogger } from "../../src/log.ts";
import { noPolicies } from "../../src/plan/attribute-policies.ts";
import type { Facts, Learnt } from "../../src/push/learnt.ts";
import { type PushSession, rememberVerbs } from "../../src/push/session.ts";
import { unknownCapabilities } from "../../src/scim/discovery.ts";
import { ScimClient } from "../../src/scim/client.ts";
import type { Resource, ScimId } from "../../src/scim/resource.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";

/** A sandbox with an account in it, and all that writing to an account works with. */
export interface Writing {
  readonly session: PushSession;
  readonly server: SandboxServer;
  readonly id: ScimId;
  readonly facts: Map<string, string>;
  /** The account as the sandbox holds it. */
  account(): Promise<JsonObject>;
  /** Somebody else changes the account after each of the next reads of it. */
  meddleAfterReads(times: number, change: (round: number) => JsonObject): void;
}

export async function startWriting(
  account: JsonObject,
  quirks: readonly QuirkName[] = [],
  settings: JsonObject = {},
): Promise<Writing> {
  const server = await startSandboxServer(settings, quirks);
  const profile = await loadConnector(
    server.connector,
    fileURLToPath(new URL("../../connectors", import.meta.url)),
  );
  const clock = fastClock(100);
  const limits = { burst: 100, concurrency: 8, timeout: 60_000 };
  const token = { description: "token", read: () => Promise.resolve(server.token) };
  const credentials = { kind: "bearer", token } as const;
  const client = new ScimClient({ baseUrl: server.baseUrl, credentials, limits, clock });
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  const id = (await plainClient(server).createUser(account)) as ScimId;
  const facts = new Map<string, string>();
  const learnt: Learnt = {
    get: (name) => facts.get(name) as Facts[typeof name] | undefined,
    learn: (name, value) => void facts.set(name, value),
    forget: (name) => void facts.delete(name),
  };
  const capabilities = (await client.discover()) ?? unknownCapabilities;
  let meddling = 0;
  let meddle: ((round: number) => JsonObject) | undefined;
  const get = client.get.bind(client);
  client.get = async (...asked): Promise<Resource | undefined> => {
    const found = await get(...asked);
    if (meddling > 0 && meddle !== undefined) await others(meddle((meddling -= 1)));
    return found;
  };
  async function others(value: JsonObject): Promise<void> {
    const { meta: _, id: __, ...held } = (await server.users())[0] ?? {};
    await plainClient(server).send("PUT", `/Users/${id}`, { ...held, ...value });
  }
  const session = {
    target: "app",
    client,
    profile,
    capabilities,
    users: { policies: noPolicies },
    clock,
    log: silentLogger,
    learnt,
    verbs: rememberVerbs(profile, capabilities, learnt),
  } as unknown as PushSession;
  return {
    session,
    server,
    id,
    facts,
    account: async () => (await server.users())[0] ?? {},
    meddleAfterReads(times, change) {
      meddling = times;
      meddle = change;
    },
  };
}
