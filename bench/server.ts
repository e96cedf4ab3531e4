import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Tally } from "./watch-requests.ts";

/** A service provider in a process of its own, watched from inside it. */
export interface Server {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** A profile that fits it, by name or path. */
  readonly connector: string;
  /** What came in since this was last asked. */
  tally(): Promise<Tally>;
  stop(): Promise<void>;
}

const here = import.meta.dirname;
const program = resolve("bin/scimsync.js");

/** The bare provider of `provider.ts`. */
export function startBareProvider(latencyMs = 0, perSecond = Infinity): Promise<Server> {
  return start(join(here, "provider.js"), [String(latencyMs), String(perSecond)]);
}

/** `scimsync sandbox`: a real provider, which checks everything. */
export function startSandboxProcess(): Promise<Server> {
  return start(program, ["--json", "--quiet", "sandbox", "--port", "0"]);
}

/** A server that others wrote: see `third-party-server.ts`. */
export function startThirdParty(name: string): Promise<Server> {
  return start(join(here, "third-party-server.js"), [name]);
}

async function start(script: string, args: readonly string[]): Promise<Server> {
  const watcher = join(here, "watch-requests.js");
  const options = ["--max-old-space-size=8192", "--import", watcher, script, ...args];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const ended = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout! })) {
    const said = line.startsWith("{") ? (JSON.parse(line) as Partial<Server>) : { url: line };
    return {
      url: said.url ?? "",
      token: said.token ?? "none",
      connector: said.connector ?? "generic",
      async tally() {
        const answer = once(child, "message");
        child.send("take");
        const [tally] = (await answer) as [Tally];
        return tally;
      },
      async stop() {
        if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error(`${script} ended before it listened`);
}

/** The requests of a tally: those of one kind, such as `PATCH Groups`, or all. */
export function requestsOf(tally: Tally, kind?: string): number {
  return kind === undefined ? tally.requests : (tally.kinds[kind]?.requests ?? 0);
}
