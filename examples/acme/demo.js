#!/usr/bin/env node
/**
 * `npm run demo`: three days of Acme pushed to a sandbox on this machine, each checked against the CSV files.
 * Exits 1 when the provider holds something else than the directory says, or when the last run sends a request.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { checkProvider, countRequests } from "./check.js";
import { emptyHolding, holdingAfter, readDirectory } from "./expected.js";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {{ url: string, token: string }} Provider */

const here = import.meta.dirname;
const program = path.join(here, "..", "..", "bin", "scimsync.js");
const days = [
  { name: "Monday", story: "1,000 people and 40 groups; nobody has an account yet", planned: 8 },
  {
    name: "Tuesday",
    story: "12 joiners, 15 movers, 8 leavers, 2 on leave, a new surname, a renamed and a new group",
    planned: 16,
  },
  {
    name: "Wednesday",
    story: "a leaver is rehired, a leave ends, 2 joiners, a project is over, a team moves",
    planned: 16,
  },
];

/** @type {Set<ChildProcess>} */
const children = new Set();
const folder = await mkdtemp(path.join(tmpdir(), "scimsync-demo-"));
let interrupted = false;
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.on(signal, () => {
    interrupted = true;
    void tidy().finally(() => process.exit(code));
  });
}

try {
  process.exitCode = await demo();
} catch (error) {
  process.exitCode = 1;
  const reason = error instanceof Error ? error.message : String(error);
  say(interrupted ? "\ndemo interrupted" : `\ndemo failed: ${reason}`);
} finally {
  await tidy();
}

/** @returns {Promise<number>} */
async function demo() {
  const startedAt = Date.now();
  await stat(path.join(here, "..", "..", "dist")).catch(() => {
    throw new Error("dist is missing; run `npm ci`, which builds it");
  });
  const provider = await startSandbox();
  await cp(path.join(here, "scimsync.yaml"), path.join(folder, "scimsync.yaml"));
  let holding = emptyHolding();
  for (const { name, story, planned } of days) {
    say(`\n── ${name}: ${story}`);
    const directory = path.join(here, name.toLowerCase());
    await cp(directory, path.join(folder, "directory"), { recursive: true });
    await scimsync(provider, "plan", "--limit", String(planned));
    await scimsync(provider, "sync");
    holding = holdingAfter(holding, await readDirectory(directory));
    if (!(await matches(provider, holding))) return 1;
  }
  say("\n── Wednesday once more: nothing has changed, so nothing may be sent");
  const before = await countRequests(provider);
  await scimsync(provider, "sync");
  const sent = (await countRequests(provider)) - before;
  say(`check: the provider saw ${sent} requests`);
  if (sent !== 0 || !(await matches(provider, holding))) return 1;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  say(
    `\nThe provider held what the directory says after each of three days, and a run without changes sent nothing (${seconds} s).`,
  );
  return 0;
}

/** @param {Provider} provider @param {import("./expected.js").Holding} holding */
async function matches(provider, holding) {
  const { differences, summary } = await checkProvider(provider, holding);
  if (differences.length === 0) {
    say(`check: every field as the CSV files say: ${summary}`);
    return true;
  }
  say(`check: ${differences.length} differences between directory and provider:`);
  for (const difference of differences.slice(0, 20)) say(`  ${difference}`);
  if (differences.length > 20) say(`  … and ${differences.length - 20} more`);
  return false;
}

/** @returns {Promise<Provider>} */
async function startSandbox() {
  say(`in ${folder}; scimsync stands for node ${path.relative(process.cwd(), program)}`);
  const token = `demo-${process.pid}`;
  const child = start(["sandbox", "--port", "0", "--token", token, "--json"], {}, "pipe");
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`the sandbox ended with ${code}`))),
  ]);
  const { url } = JSON.parse(first);
  return { url, token };
}

/** Runs one command and waits for its end. @param {Provider} provider @param {string[]} args */
async function scimsync(provider, ...args) {
  const child = start(args, { SCIM_URL: provider.url, SCIM_TOKEN: provider.token }, "inherit");
  const [code, signal] = await once(child, "exit");
  if (code !== 0) throw new Error(`scimsync ${args.join(" ")} ended with ${signal ?? `exit code ${code}`}`);
}

/** @param {string[]} args @param {Record<string, string>} variables @param {"pipe" | "inherit"} stdout */
function start(args, variables, stdout) {
  if (interrupted) throw new Error("interrupted");
  say(`$ scimsync ${args.join(" ")}`);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, ...variables },
    stdio: ["ignore", stdout, "inherit"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Ends what still runs, the sandbox last, and removes the files. A second call presses those that linger. */
async function tidy() {
  for (const child of [...children].reverse()) {
    const ended = once(child, "exit");
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await ended;
  }
  await rm(folder, { recursive: true, force: true });
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
