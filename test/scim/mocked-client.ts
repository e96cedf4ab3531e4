import nock from "nock";
import { afterAll, afterEach, beforeAll } from "vitest";
import { ScimClient } from "../../src/scim/client.ts";
import type { ScimClientOptions } from "../../src/scim/client-options.ts";
import { NodeHttpDispatcher } from "../support/node-http-dispatcher.ts";
import { type HeldClock, heldClock } from "./held-clock.ts";

export const origin = "https://scim.example.com";
export const baseUrl = `${origin}/scim/v2`;
export const token = "t0p-s3cret-t0ken";

export interface MockedClient {
  readonly client: ScimClient;
  readonly clock: HeldClock;
}

/** A client whose requests nock answers, with a clock that never really waits and no chance in its waits. */
export function mockedClient(options: Partial<ScimClientOptions> = {}): MockedClient {
  const clock = heldClock();
  const client = new ScimClient({
    baseUrl,
    credentials: {
      kind: "bearer",
      token: { description: "${env.TOKEN}", read: () => Promise.resolve(token) },
    },
    limits: { burst: 1, concurrency: 4, timeout: 5_000 },
    clock,
    random: () => 0,
    dispatcher: new NodeHttpDispatcher(),
    ...options,
  });
  return { client, clock };
}

/** The service provider, to say what it answers. */
export function provider(): nock.Scope {
  return nock(baseUrl);
}

/** Lets no test reach the network, and none leave an answer that nobody asked for. */
export function useNock(): void {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    if (pending.length > 0) throw new Error(`never asked for: ${pending.join(", ")}`);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not reject");
}
