import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/sqlite/store.ts";
import { jwt } from "../support/jwt.ts";
import { keeperAt } from "./keeper.ts";
import { startRelay } from "./relay.ts";
import { config, type Desk, openDesk, writeDirectory } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});

afterEach(() => desk.close());

const text = () => readFileSync(desk.path("scimsync.yaml"), "utf8").trimEnd();

/** More targets like the first, each with something replaced in it. */
function addTargets(...targets: readonly (readonly [name: string, from: string, to: string])[]): void {
  const [, block = ""] = /\n( {2}app:\n.*)/s.exec(text()) ?? [];
  const blocks = targets.map(([name, from, to]) => block.replace("  app:", `  ${name}:`).replace(from, to));
  desk.write("scimsync.yaml", text(), ...blocks);
}

test("who holds the state file is seen while a run writes, and what the run is", async () => {
  await desk.run("sync");
  const store = openStore(desk.path("scimsync.db"));
  const began = Date.now() - 180_000;
  const lock = store.lock(() => began, "sync");
  try {
    store.runs.start({ id: "a-run", target: "app", mode: "sync", startedAt: Date.now() });
    await store.transaction(async () => {
      store.runs.start({ id: "unseen", target: "app", mode: "sync", startedAt: Date.now() + 1000 });
      const { lock, targets } = await desk.json("status");
      expect(lock).toEqual({
        pid: process.pid,
        host: hostname(),
        command: "sync",
        since: new Date(began).toISOString(),
        heartbeatAt: expect.stringMatching(/Z$/) as string,
      });
      expect(targets[0].lastRun).toMatchObject({ runId: "a-run", exitCode: null, isGoingOn: true });
      // The run before counts until it is over.
      expect(targets[0]).toMatchObject({ verdict: "warning", says: "1 rejected" });
    });
    const { stdout } = await desk.run("status");
    expect(stdout).toMatch(
      new RegExp(
        `^scimsync sync is at work: process ${process.pid} on .*, begun 3 min ago, last sign of life `,
      ),
    );
    expect(stdout).toContain("  last run: unseen, going on\n");
  } finally {
    lock.release();
    store.close();
  }
  const after = await desk.json("status");
  expect(after.lock).toBeUndefined();
  expect(after.targets[0].lastRun).toMatchObject({ exitCode: null });
  expect(after.targets[0].lastRun.isGoingOn).toBeUndefined();
  const { stdout } = await desk.run("status");
  expect(stdout).toContain("  last run: unseen, did not end\n");
  expect(stdout).toContain("  go on where the last run ended: scimsync sync app\n");
});

test("a first run that is going on is nothing to be woken for", async () => {
  const store = openStore(desk.path("scimsync.db"));
  const lock = store.lock(() => Date.now(), "sync");
  store.runs.start({ id: "a-run", target: "app", mode: "sync", startedAt: Date.now() });
  const { code, stdout } = await desk.run("status", "--check");
  lock.release();
  expect([code, stdout]).toEqual([3, expect.stringContaining("app: its first run is going on")]);
  expect(await desk.run("status", "--check")).toMatchObject({
    code: 2,
    stdout: expect.stringContaining("no run ever got through; the last one did not end") as string,
  });
  store.close();
});

test("what failed is tried next: how many, and when; and what to type", async () => {
  const relay = await startRelay(desk.sandbox.url, ({ method }) =>
    method === "POST" ? { status: 400, detail: "no" } : undefined,
  );
  desk.write("scimsync.yaml", text().replace(desk.sandbox.url, relay.url));
  for (const night of [1, 2]) expect((await desk.run("sync")).code, `night ${night}`).toBe(3);
  relay.close();
  const [target] = (await desk.json("status")).targets;
  expect(target.retries).toEqual({
    inNextRun: target.attention.failed,
    later: target.attention.quarantined,
    nextAt: expect.stringMatching(/Z$/) as string,
  });
  const { stdout } = await desk.run("status");
  expect(stdout).toMatch(/^app: WARNING: .*quarantined/);
  expect(target.attention).toMatchObject({ failed: 1, quarantined: 3 });
  expect(stdout).toMatch(/\n {2}next tries: 1 in the next run; 3 later, the first in \d+ min\n/);
  expect(stdout).toContain("  why records fail: scimsync failures app\n");
});

test("a target that was not reached says why, and how to find out more", async () => {
  desk.write(
    "scimsync.yaml",
    text().replace(desk.sandbox.url, "http://127.0.0.1:1/scim"),
    "    limits: { maxWait: 1ms }",
  );
  expect((await desk.run("sync")).code).toBe(6);
  const [target] = (await desk.json("status")).targets;
  expect(target).toMatchObject({
    verdict: "critical",
    lastRun: { exitCode: 6, error: { reason: "unreachable" } },
  });
  const { stdout } = await desk.run("status");
  expect(stdout).toMatch(
    /^app: CRITICAL: no run ever got through; the last one ended with exit code 6 \(unreachable\)\n/,
  );
  expect(stdout).toMatch(/\n {4}unreachable: .*127\.0\.0\.1/);
  expect(stdout).toContain("  what the service says: scimsync check app\n");
});

test("when credentials end is shown, of a JWT as well, which is shown nowhere", async () => {
  const end = Math.floor(Date.now() / 1000) + 40 * 86_400;
  const token = jwt({ exp: end, sub: "somebody" });
  desk.write("token", token);
  desk.write("scimsync.yaml", text().replace('"${env.SCIM_TOKEN}"', "{ file: token }"));
  const { targets } = await desk.json("status");
  expect(targets[0].expiries).toEqual([
    { at: new Date(end * 1000).toISOString(), source: "auth.token", state: "good" },
  ]);
  const { stdout } = await desk.run("status");
  expect(stdout).toMatch(/\n {2}the token ends in 39 days, on \d{4}-\d\d-\d\d \(auth\.token\)\n/);
  expect(stdout).toMatch(/^app: new: never run\n/);
  expect(stdout).toContain("  what a first run would do: scimsync plan app\n");
  const ran = await desk.run("sync");
  const files = desk.files().filter((name) => name !== "token");
  const all = [JSON.stringify(ran), ...files.map((name) => readFileSync(desk.path(name), "latin1"))].join();
  for (const part of token.split(".")) expect(all).not.toContain(part);
});

test("many targets have a line each, the worst first, within the width of a terminal", async () => {
  addTargets(
    ["far", desk.sandbox.url, "http://127.0.0.1:1/scim"],
    ["new", desk.sandbox.url, "http://127.0.0.1:2/scim"],
    ["late", 'SCIM_TOKEN}" }', 'SCIM_TOKEN}", expires: 2020-01-01 }'],
  );
  const store = openStore(desk.path("scimsync.db"));
  for (const target of ["app", "late"]) {
    store.runs.start({ id: `run-${target}`, target, mode: "sync", startedAt: Date.now() - 7_200_000 });
    store.runs.finish(`run-${target}`, Date.now(), 0, "{}");
  }
  store.close();
  const { stdout } = await desk.run("status");
  const lines = stdout.split("\n");
  expect(lines[0]).toBe("4 targets: 1 CRITICAL, 2 new, 1 in order");
  expect(lines[2]).toMatch(/^target +state +through +accounts +why$/);
  expect(lines.slice(3, 7).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ["late", "CRITICAL"],
    ["far", "new"],
    ["new", "new"],
    ["app", "in order"],
  ]);
  expect(lines[3]).toMatch(/ {2}credentials ended \d+ days ago$/);
  expect(stdout).toMatch(/try other credentials: +scimsync check late\n/);
  expect(stdout).toMatch(/what a first run would do: +scimsync plan far new\n/);
  // One that is named is shown in full.
  expect((await desk.run("status", "late")).stdout).toMatch(/^late: CRITICAL: the credentials ended/);
  expect((await desk.json("status")).targets.map(({ target }: { target: string }) => target)).toEqual([
    "app",
    "far",
    "new",
    "late",
  ]);
});

/** Has the credentials end so long from now. */
function ending(ms: number): void {
  const expires = new Date(Date.now() + ms).toISOString();
  const before = text().replace(/, expires: \S+/, "");
  desk.write("scimsync.yaml", before.replace('SCIM_TOKEN}" }', `SCIM_TOKEN}", expires: ${expires} }`));
}

test("credentials that end are told by runs and checks, once for each stage, until others are there", async () => {
  const hour = 3_600_000;
  const channel = keeperAt(desk);
  channel.configure(channel.install());
  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", "e1,ann@x.org,Ann,Lee,Boss,eng,,pw");
  ending(9.5 * 24 * hour);
  const { stdout, code } = await desk.run("sync");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /  notice: the credentials end in 9 days, on \d{4}-\d\d-\d\d \(auth\.expires\): make others at the service/,
  );
  const [first, ...others] = channel.told();
  expect(others).toEqual([]);
  expect(first).toMatchObject({ occasion: "expiring", target: "app" });
  expect(first.summary).toMatch(/^app: the credentials end in 9 days/);
  expect(first.remedies.join()).toContain("scimsync check app");
  await desk.run("status", "--check", "--notify");
  expect(channel.told()).toEqual([]);

  ending(5 * hour);
  expect(await desk.run("status", "--check", "--notify")).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^SCIMSYNC WARNING - app: the credentials end in 4 hours, .*'app credentials'=\d+s\n$/,
    ) as string,
  });
  expect(channel.told()).toMatchObject([{ occasion: "expiring" }]);
  ending(-hour);
  expect(await desk.run("status", "--check", "--notify")).toMatchObject({
    code: 2,
    stdout: expect.stringContaining("CRITICAL - app: the credentials ended 60 minutes ago") as string,
  });
  expect(channel.told()).toMatchObject([{ occasion: "expiring", target: "app" }]);
  for (const command of ["validate", "check"]) {
    const { stdout, stderr } = await desk.run(command);
    expect(stdout + stderr, command).toContain("the credentials ended 60 minutes ago");
  }

  ending(90 * 24 * hour);
  await desk.run("sync");
  expect(channel.told()).toMatchObject([
    { occasion: "recovered", summary: expect.stringContaining("good for a while again") as string },
  ]);
});
