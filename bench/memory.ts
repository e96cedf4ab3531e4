/**
 * Time and peak resident memory of each kind of run on a large directory, the sandbox in a process of its own.
 *
 *   npm run build
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/memory.js [users] [groups] [memberships]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { bigConfig, type DirectorySize, writeBigDirectory } from "./big-directory.ts";
import { measureRun } from "./measured-run.ts";

const bin = resolve("bin/scimsync.js");
/** The bar for a first plan and for unchanged syncs. */
const limitMb = 300;

async function startSandbox(): Promise<{ process: ChildProcess; url: string; token: string }> {
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=8192", bin, "--json", "sandbox", "--port", "0"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    return { process: child, url, token };
  }
  throw new Error("the sandbox ended");
}

const [users = 100_000, groups = 200, memberships = 200_000] = process.argv.slice(2).map(Number);
const size: DirectorySize = { users, groups, memberships };
const folder = await mkdtemp(join(tmpdir(), "scimsync-memory-"));
const sandbox = await startSandbox();
const tooLarge: string[] = [];

async function measure(name: string, held: boolean, ...args: readonly string[]): Promise<void> {
  const run = await measureRun(bin, folder, args, { SCIM_TOKEN: sandbox.token });
  console.log(
    `${name.padEnd(48)} ${run.seconds.toFixed(1).padStart(7)} s ${run.peakMb.toFixed(0).padStart(6)} MB`,
  );
  if (run.code !== 0)
    throw new Error(`${name} ended with ${run.code}\n${run.stderr}${run.stdout.slice(0, 2_000)}`);
  if (held && run.peakMb > limitMb) tooLarge.push(`${name}: ${run.peakMb.toFixed(0)} MB`);
}

try {
  await writeBigDirectory(folder, size);
  await writeFile(join(folder, "scimsync.yaml"), bigConfig(sandbox.url));
  console.log(`${users} users, ${groups} groups, ${memberships} memberships; node ${process.version}`);
  await measure("validate", true, "validate");
  await measure("first plan", true, "plan");
  await measure("first plan --json", true, "plan", "--json");
  await measure("first sync", false, "sync");
  await measure("unchanged sync, files untouched", true, "sync");
  await writeBigDirectory(folder, size, { order: "reversed" });
  await measure("unchanged sync, files in another order", true, "sync");
  await measure("sync --reapply, nothing differs", true, "sync", "--reapply");
  await measure("status", true, "status");
} finally {
  sandbox.process.kill("SIGTERM");
  await rm(folder, { recursive: true });
}
if (tooLarge.length > 0) {
  console.error(`over ${limitMb} MB: ${tooLarge.join("; ")}`);
  process.exitCode = 1;
}
