import { ScimClient } from "../../src/scim/client.ts";
import type { ResourceType, ScimId } from "../../src/scim/resource.ts";
import { seeded } from "../chaos/seeded.ts";
import { hostileAnswer } from "./hostile-answer.ts";
import { pick } from "./hostile-body.ts";
import { calls, hastyClock, isNamed } from "./hostile-calls.ts";
import { startHostileServer } from "./hostile-server.ts";

/** What became of the calls of a lane. */
export interface Tally {
  readonly outcomes: Record<string, number>;
  /** Calls that did what none may do, with the number of the call. */
  readonly wrong: string[];
}

export interface Lane {
  /** Makes so many calls, one after the other. */
  run(count: number): Promise<void>;
  readonly tally: Tally;
  close(): Promise<void>;
}

/** Far beyond what the time limits of one call add up to, so that a busy machine is no failure. */
const hung = 20_000;
/** Milliseconds a request may take; short, since many answers never end. */
const timeout = 60;
/** A client is thrown away after so many calls, as programs come and go. */
const callsOfClient = 250;

/** A server and a client that meet nobody else, so that the same seed gives the same answers in the same order. */
export async function openLane(seed: number, bomb: Buffer): Promise<Lane> {
  const random = seeded(seed);
  const tally: Tally = { outcomes: {}, wrong: [] };
  const said: (number | undefined)[] = [];
  const server = await startHostileServer((asked) => {
    const reaction = hostileAnswer(random, asked, bomb);
    said.push(reaction.status);
    return reaction;
  });
  let client = openClient(server.baseUrl);
  let made = 0;

  async function callOnce(): Promise<void> {
    made += 1;
    said.length = 0;
    const call = pick(random, calls);
    const id = `u${made} ä/?#` as ScimId;
    const type: ResourceType = random() < 0.7 ? "User" : "Group";
    const outcome = await within(
      hung,
      settle(() => call.run(client, id, type, () => said)),
    );
    tally.outcomes[outcome.kind] = (tally.outcomes[outcome.kind] ?? 0) + 1;
    if (outcome.wrong !== undefined)
      tally.wrong.push(`call ${made} of seed ${seed}: ${call.name} ${outcome.wrong}`);
    if (made % callsOfClient !== 0) return;
    await client.close();
    client = openClient(server.baseUrl);
  }
  return {
    tally,
    run: async (count) => {
      for (let at = 0; at < count; at += 1) await callOnce();
    },
    close: async () => {
      await client.close();
      await server.close();
    },
  };
}

function openClient(baseUrl: string): ScimClient {
  return new ScimClient({
    baseUrl,
    credentials: { kind: "none" },
    limits: { burst: 1, concurrency: 1, timeout },
    retry: { attempts: 2, maxPauses: 1 },
    clock: hastyClock(),
    random: () => 0,
  });
}

interface Settled {
  readonly kind: string;
  readonly wrong?: string;
}

async function settle(run: () => Promise<string | undefined>): Promise<Settled> {
  try {
    const wrong = await run();
    return wrong === undefined ? { kind: "value" } : { kind: "value", wrong };
  } catch (error) {
    const { name, reason } = error as { name?: string; reason?: string };
    const kind = [name, reason].filter(Boolean).join(" ");
    return isNamed(error) ? { kind } : { kind, wrong: `threw ${String(error).slice(0, 500)}` };
  }
}

async function within(ms: number, settled: Promise<Settled>): Promise<Settled> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Settled>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "hung", wrong: `did not settle in ${ms} ms` }), ms);
  });
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
