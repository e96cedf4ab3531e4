import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program as it is installed; `npm test` builds what it imports. */
const program = fileURLToPath(new URL("../../bin/scimsync.js", import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly done: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** What it has written to stderr so far. */
  stderr(): string;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `scimsync` as a process of its own, with nothing of our environment but the path. */
export function startScimsync(args: readonly string[], { cwd, env = {} }: ChildOptions): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (out.stderr += text));
  const done = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...out }));
  });
  return {
    pid: child.pid ?? -1,
    done,
    kill: (signal) => void child.kill(signal),
    stderr: () => out.stderr,
  };
}
