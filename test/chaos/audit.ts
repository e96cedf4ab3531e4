import { isJsonObject, type JsonObject } from "../../src/canonical.ts";
import { runHere } from "../cli/in-process.ts";
import { isWrite } from "./broken-run.ts";
import type { Exchange } from "./relay.ts";

/** An operation as `runs show --json` tells it. */
interface Told {
  readonly kind: string;
  readonly resource: "User" | "Group";
  readonly key: string;
  readonly name: string;
  readonly targetId?: string | null;
  readonly state: string;
}

/** What the audit trail leaves open. */
export interface Audit {
  /** Writes that the provider was asked for and no operation of their run tells of. */
  readonly unaccounted: readonly string[];
  /** Operations that have no end. */
  readonly open: readonly string[];
}

/** When each run was under way, in the order of runs; milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const sent: ReadonlySet<string> = new Set(["succeeded", "failed", "indeterminate"]);

/** Holds what came by at the relay against what `runs show` tells of each run. */
export async function audit(
  config: string,
  spans: readonly Span[],
  ledger: readonly Exchange[],
): Promise<Audit> {
  const runs = (await tell(config, "list", "--limit", "200")).runs;
  const idOf = (run: number): string | undefined =>
    runs.find(({ startedAt }) => isWithin(Date.parse(startedAt), spans[run]))?.runId;
  const unaccounted: string[] = [];
  const open: string[] = [];
  const trail = createTrail();
  for (const run of spans.keys()) {
    const id = idOf(run);
    const told = id === undefined ? [] : (await tell(config, "show", id)).operations;
    trail.hear(told);
    for (const one of told) {
      if (!["succeeded", "failed", "indeterminate", "skipped", "held"].includes(one.state))
        open.push(`run ${run}: ${one.kind} ${one.key} is ${one.state}`);
    }
    const writes = ledger.filter((one) => one.run === run && isWrite(one));
    for (const write of writes) {
      if (!trail.accountsFor(write, told))
        unaccounted.push(`run ${run}: ${write.method} ${write.path} ${write.body}`);
    }
  }
  return { unaccounted, open };
}

/** What `runs list` and `runs show` say. */
interface TellAll {
  readonly runs: readonly TellRun[];
  readonly operations: readonly Told[];
}

interface TellRun {
  readonly runId: string;
  readonly startedAt: string;
}

function isWithin(instant: number, span: Span | undefined): boolean {
  // Times in the journal are whole milliseconds.
  return span !== undefined && instant >= Math.floor(span.from) && instant <= Math.ceil(span.to);
}

async function tell(config: string, ...args: readonly string[]): Promise<TellAll> {
  const { code, stdout, stderr } = await runHere(["-c", config, "--json", "runs", ...args], {
    SCIM_TOKEN: "none",
  });
  if (code !== 0) throw new Error(`runs ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as TellAll;
}

/** Which ids at the provider belong to whom, learnt run by run. */
interface Trail {
  hear(told: readonly Told[]): void;
  accountsFor(write: Exchange, told: readonly Told[]): boolean;
}

function createTrail(): Trail {
  const keys = new Map<string, string>();
  return {
    hear(told) {
      for (const { targetId, key } of told) if (typeof targetId === "string") keys.set(targetId, key);
    },
    accountsFor(write, told) {
      const resource = write.path.startsWith("/Users") ? "User" : "Group";
      const done = told.filter((one) => one.resource === resource && sent.has(one.state));
      if (write.method !== "POST") {
        const key = keys.get(write.path.split("/")[2] ?? "");
        return done.some((one) => one.key === key && kindsOf(write).includes(one.kind));
      }
      const body = parse(write.body);
      const maker = done.find(
        ({ kind, key, name }) =>
          ["create", "update", "reactivate"].includes(kind) &&
          (resource === "User" ? key === body["externalId"] : name === body["displayName"]),
      );
      const { id } = parse(write.answer);
      if (typeof id === "string" && maker !== undefined) keys.set(id, maker.key);
      return maker !== undefined;
    },
  };
}

/** Operations by which a resource that is there may be written to so. */
function kindsOf({ method, path, body }: Exchange): readonly string[] {
  if (method === "DELETE") return ["delete"];
  if (path.startsWith("/Users")) return ["create", "update", "deactivate", "reactivate"];
  return /"members/.test(body) ? ["addMembers", "removeMembers", "create", "update"] : ["update", "create"];
}

function parse(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
