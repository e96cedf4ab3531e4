import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { fileLedger, type Ledger } from "../../src/check/ledger.ts";
import { makeTag, tagOf, throwawayGroup, throwawayUser } from "../../src/check/throwaway-name.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { check } from "./checking.ts";

/** Stops a check after each request there is with this set, else after some. */
const step = process.env["SCIMSYNC_FUZZ"] === undefined ? 9 : 1;
const whole = 100;
const moments = Array.from({ length: Math.ceil(whole / step) }, (_, at) => 1 + at * step);

async function start(...quirks: Parameters<typeof startSandboxServer>[1] & {}): Promise<SandboxServer> {
  const server = await startSandboxServer({}, quirks);
  onTestFinished(() => server.close());
  return server;
}

/** A signal that is aborted after so many requests. */
function after(requests: number): { stop: AbortSignal; watch: () => void } {
  const controller = new AbortController();
  let left = requests;
  return {
    stop: controller.signal,
    watch() {
      left -= 1;
      if (left === 0) controller.abort(new Error("interrupted"));
    },
  };
}

async function expectEmpty(server: SandboxServer): Promise<void> {
  expect([await server.users(), await server.groups()]).toEqual([[], []]);
}

describe("nothing is left behind", () => {
  test("wherever a check is interrupted", { timeout: 300_000 }, async () => {
    const server = await start();
    for (const moment of moments) {
      const report = await check(server, { write: true, ...after(moment) });
      expect(report.remnants).toEqual([]);
      await expectEmpty(server);
    }
  });

  test("where answers are lost after the write", async () => {
    const server = await start();
    server.setFaults("lost:0.15");
    await check(server, { write: true });
    server.setFaults();
    await expectEmpty(server);
  });

  test("where ids change with names, wherever a check is interrupted", { timeout: 300_000 }, async () => {
    const server = await start("idIsName");
    for (const moment of moments.filter((one) => one % 2 === 0 || step === 1)) {
      await check(server, { write: true, ...after(moment) });
      await expectEmpty(server);
    }
  });
});

function ledgers(server: SandboxServer): { file: string; open: (pid: number) => Ledger } {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "owed.json");
  const { baseUrl } = server;
  return { file, open: (pid) => fileLedger({ file, baseUrl, pid, isRunning: (one) => one === 77 }) };
}

/** Ends the check as a kill would: its clean-up gets nowhere. */
async function kill(server: SandboxServer, ledger: Ledger, moment: number): Promise<void> {
  const { stop, watch } = after(moment);
  await check(server, { write: true, ledger, stop, abort: stop, watch });
}

describe("a check that was killed", () => {
  test("is tidied up after by the next one, which leaves no ledger either", async () => {
    const server = await start();
    const { file, open } = ledgers(server);
    await kill(server, open(1), 40);
    expect((await server.users()).length).toBeGreaterThan(0);
    const report = await check(server, { write: true, ledger: open(2) });
    expect(report.cleared.length).toBeGreaterThan(0);
    await expectEmpty(server);
    expect(existsSync(file)).toBe(false);
  });

  test("while one is at work its things are left alone", async () => {
    const server = await start();
    const { open } = ledgers(server);
    await kill(server, open(77), 40);
    const before = await server.users();
    expect(before.length).toBeGreaterThan(0);
    await check(server, { write: true, ledger: open(2) });
    expect(await server.users()).toEqual(before);
  });

  test("on another machine is found by its names, once it is old", async () => {
    const server = await start();
    const { createUser, createGroup } = plainClient(server);
    const [old, young] = [Date.now() - 2 * 3_600_000, Date.now()].map((at) => makeTag(at, () => 0.5));
    await createUser(throwawayUser(old!, "a", "example.invalid"));
    await createGroup(throwawayGroup(old!));
    await createUser(throwawayUser(young!, "a", "example.invalid"));
    await createUser({ userName: "scimsync-check-nobody@x.org" });
    const report = await check(server, { write: true });
    expect(report.cleared).toHaveLength(2);
    const names = (await server.users()).map((user) => user["userName"]);
    expect(names).toEqual([
      throwawayUser(young!, "a", "example.invalid")["userName"],
      "scimsync-check-nobody@x.org",
    ]);
    expect(await server.groups()).toEqual([]);
  });

  test("what took the place of something of ours is not touched", async () => {
    const server = await start();
    const { open } = ledgers(server);
    const id = await plainClient(server).createUser({ userName: "somebody@x.org" });
    open(1).owe({ type: "User", name: "Scimsync-check-x-a@example.invalid", id: id as never });
    await check(server, { write: true, ledger: open(2) });
    expect((await server.users()).map((user) => user["userName"])).toEqual(["somebody@x.org"]);
  });
});

describe("names of throw-aways", () => {
  const tag = makeTag(Date.UTC(2026, 0, 31), () => 0.3);
  const user = throwawayUser(tag, "a", "example.invalid");
  const userName = user["userName"] as string;

  test("are known again, also after a rename and in lower case", () => {
    const renamed = userName.replace("@", "2@");
    expect(tagOf("User", user)).toBe(tag);
    expect(tagOf("User", { ...user, userName: renamed.toLowerCase() })).toBe(tag);
    expect(tagOf("User", { userName: renamed })).toBe(tag);
    expect(tagOf("Group", { displayName: `scimsync-check-${tag}-renamed` })).toBe(tag);
  });

  test.each<[string, JsonObject]>([
    ["somebody else's", { userName: "ann@x.org" }],
    ["one that only looks alike", { userName: "scimsync-check-0123456789a-a@x.org" }],
    ["one with a letter changed", { ...user, userName: userName.replace(/.-a@/, "#-a@") }],
    ["one that says it is somebody else", { ...user, externalId: "e17" }],
    ["one that was given to a person", { ...user, displayName: "Ann Ash" }],
  ])("%s is not ours", (_title, attributes) => {
    expect(tagOf("User", attributes)).toBeUndefined();
  });
});
