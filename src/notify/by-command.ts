import { spawn } from "node:child_process";
import type { Alert } from "./alert.ts";

const patience = 30_000;
const shownOutput = 500;

/**
 * Runs a program without a shell, in the folder of the config. It gets the alert as JSON on its input, and its parts in
 * SCIMSYNC_OCCASION, SCIMSYNC_TARGET and SCIMSYNC_SUMMARY. Rejects when it cannot be run, ends badly, or takes
 * longer than 30 seconds.
 */
export function tellCommand(
  [program = "", ...args]: readonly string[],
  folder: string,
  alert: Alert,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...variables(alert) },
      stdio: ["pipe", "ignore", "pipe"],
      signal,
      timeout: patience,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(0, shownOutput);
    });
    // A program that does not read its input closes the pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(`${JSON.stringify(alert)}\n`);
    child.on("error", reject);
    child.on("close", (code, killedBy) => {
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${killedBy ?? "a signal"}` : `exit code ${code}`;
      reject(new Error(`${how}${said.trim() === "" ? "" : `: ${said.trim()}`}`));
    });
  });
}

function variables({ occasion, target, summary }: Alert): Record<string, string> {
  return { SCIMSYNC_OCCASION: occasion, SCIMSYNC_TARGET: target ?? "", SCIMSYNC_SUMMARY: summary };
}
