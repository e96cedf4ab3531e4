import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

const program = fileURLToPath(new URL("../../bin/scimsync.js", import.meta.url));

/**
 * A service to push to: `scimsync sandbox` as a child process, or what SCIM_URL and SCIM_TOKEN name.
 * @returns {Promise<{ url: string, token: string, stop(): Promise<void> }>}
 */
export async function startSandbox() {
  const { SCIM_URL: url, SCIM_TOKEN: token } = process.env;
  if (url !== undefined && token !== undefined) return { url, token, stop: async () => {} };
  const child = spawn(process.execPath, [program, "sandbox", "--port", "0", "--json", "--quiet"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  // Its first line tells where it is.
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    ended.then(([code]) => Promise.reject(new Error(`the sandbox ended with ${code}`))),
  ]);
  return {
    ...JSON.parse(line),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
