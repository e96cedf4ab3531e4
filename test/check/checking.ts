import { fileURLToPath } from "node:url";
import { type Clock, systemClock } from "../../src/clock.ts";
import { checkTarget, type CheckReport } from "../../src/check/check.ts";
import { knobsOf } from "../../src/check/knobs.ts";
import type { Ledger } from "../../src/check/ledger.ts";
import { loadConnector } from "../../src/connector/load.ts";
import type { OpenClient } from "../../src/check/asker.ts";
import { ScimClient } from "../../src/scim/client.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

/** For checks of which nothing need be remembered. */
const forgetful: Ledger = { left: [], owe() {}, settle() {} };

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

export interface Checking {
  /** A shipped connector, or the path of a file; `generic` unless told. */
  readonly connector?: string;
  readonly write?: boolean;
  readonly token?: string;
  readonly ledger?: Ledger;
  readonly stop?: AbortSignal;
  readonly abort?: AbortSignal;
  readonly clock?: Clock;
  readonly match?: readonly string[];
  readonly deletes?: boolean;
  /** Told of each request that goes out. */
  readonly watch?: (method: string, path: string) => void;
}

/** Checks a server as the command does. */
export async function check(
  server: Pick<ScimServer, "baseUrl" | "token">,
  checking: Checking = {},
): Promise<CheckReport> {
  const { connector = "generic", write = false, token = server.token, clock = systemClock } = checking;
  const profile = await loadConnector(connector, connectors);
  const stated = (profile.defaults as { users?: { match?: readonly string[] } }).users?.match;
  const secret = { description: "the test", read: () => Promise.resolve(token) };
  const open: OpenClient = ({ record, retry }) =>
    new ScimClient({
      baseUrl: server.baseUrl,
      credentials: { kind: "bearer", token: secret },
      limits: { burst: 1, concurrency: 1, timeout: 30_000 },
      contentType: profile.endpoint.contentType,
      headers: profile.endpoint.headers,
      ...(retry !== undefined && { retry }),
      record: (exchange) => {
        checking.watch?.(exchange.request.method, exchange.request.path);
        record?.(exchange);
      },
    });
  return checkTarget({
    target: {
      id: "app",
      baseUrl: server.baseUrl,
      knobs: knobsOf(profile, { originOf: () => "default", learnt: new Map() }),
      match: checking.match ?? stated ?? ["userName", "externalId"],
      deactivates: true,
      deletes: checking.deletes ?? false,
      pushesGroups: true,
    },
    open,
    clock,
    random: Math.random,
    stop: checking.stop ?? new AbortController().signal,
    abort: checking.abort ?? new AbortController().signal,
    ...(write && {
      writing: { ledger: checking.ledger ?? forgetful, domain: "example.invalid", onPlan: () => {} },
    }),
  });
}

/** Suggested settings as `knob: value`. */
export function suggested({ suggestions }: CheckReport): Readonly<Record<string, unknown>> {
  return Object.fromEntries(suggestions.map(({ knob, value }) => [knob, value]));
}
