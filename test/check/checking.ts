import { fileURLToPath } from "node:url";
import { type Clock, systemClock } from "../../src/clock.ts";
import { checkTarget, type CheckReport } from "../../src/check/check.ts";
import { knobsOf } from "../../src/check/knobs.ts";
import type { Ledger } from "../../src/check/ledger.ts";
import { loadConnector } from "../../src/connector/load.ts";
import type { OpenClient } from "../../src/check/asker.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import type { ScimClientOptions } from "../../src/scim/client-options.ts";
import { ScimClient } from "../../src/scim/client.ts";
import type { Credentials } from "../../src/scim/credentials/credentials.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

/** For checks of which nothing need be remembered. */
const forgetful: Ledger = { left: [], owe() {}, settle() {} };

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

/** How the connector wants to be spoken to. */
function spellingOf({ endpoint }: ConnectorProfile): Partial<ScimClientOptions> {
  const { contentType, accept, headers, paths, writeQuery, operationCase, booleans } = endpoint;
  const types = { contentType, ...(accept !== "any" && { accept }) };
  return { ...types, headers, paths, writeQuery, operationCase, booleans };
}

/** The token in the form that the connector knows; where it is one for a while, the sandbox takes it at once. */
function credentialsOf({ auth }: ConnectorProfile, token: string): Credentials {
  const secret = { description: "the test", read: () => Promise.resolve(token) };
  if (auth.type === "header")
    return { kind: "header", header: auth.header ?? "authorization", value: secret };
  return auth.type === "basic"
    ? { kind: "basic", username: "scimsync", password: secret }
    : { kind: "bearer", token: secret };
}

export interface Checking {
  /** A shipped connector, or the path of a file; `generic` unless told. */
  readonly connector?: string;
  readonly write?: boolean;
  /** To find out all that can be seen. */
  readonly whole?: boolean;
  /** Who says how to sign in, where the connector does not. */
  readonly signIn?: ConnectorProfile;
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
  const open: OpenClient = ({ record, retry }) =>
    new ScimClient({
      baseUrl: server.baseUrl,
      credentials: credentialsOf(checking.signIn ?? profile, token),
      limits: { burst: 1, concurrency: 1, timeout: 30_000 },
      ...spellingOf(profile),
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
      pushesGroups: profile.groups.support !== "none",
    },
    open,
    clock,
    random: Math.random,
    stop: checking.stop ?? new AbortController().signal,
    abort: checking.abort ?? new AbortController().signal,
    ...(write && {
      writing: {
        ledger: checking.ledger ?? forgetful,
        domain: "example.invalid",
        onPlan: () => {},
        whole: checking.whole ?? false,
      },
    }),
  });
}

/** Suggested settings as `knob: value`. */
export function suggested({ suggestions }: CheckReport): Readonly<Record<string, unknown>> {
  return Object.fromEntries(suggestions.map(({ knob, value }) => [knob, value]));
}
