import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { UsageError } from "../../src/errors.ts";
import { startReplay } from "../../src/sandbox/replay/replay-server.ts";
import { openHarFile } from "../../src/sync/har-file.ts";
import { company } from "../support/company.ts";
import { changePerson, withoutPerson } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { install } from "../support/installation.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { connectorFile } from "../support/servers/installed.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

const secret = "Canary-7c1e-password";
const days = [company, changePerson(company, "e02", { title: "Architect" }), withoutPerson(company, "e08")];
const users: JsonObject = {
  attributes: {
    userName: "${user.email}",
    externalId: "${user.id}",
    name: { givenName: "${user.given}", familyName: "${user.family}" },
    title: "${user.title}",
    password: secret,
  },
};

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "scimsync-replay-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

/** Three days at a sandbox whose answers get lost, recorded; and the counts of their reports. */
async function recordDays(
  file: string,
): Promise<{ readonly counts: readonly unknown[]; readonly token: string }> {
  const server = await startSandboxServer();
  server.setFaults("lost:0.05", "503:0.05");
  const har = openHarFile(file);
  const counts = await live(server, har.add);
  har.close();
  await server.close();
  return { counts, token: server.token };
}

async function live(server: ScimServer, record?: (entry: JsonObject) => void): Promise<readonly unknown[]> {
  const installation = await install(
    server,
    { users, ...(record === undefined ? {} : { record }) },
    fastClock(50),
  );
  const counts: unknown[] = [];
  for (const day of days) counts.push((await installation.sync(day)).counts);
  await installation.remove();
  return counts;
}

async function replayServer(file: string): Promise<ScimServer & { readonly unknown: readonly string[] }> {
  const { url, unknown, close } = await startReplay(file);
  onTestFinished(close);
  return {
    name: "replay",
    baseUrl: url,
    token: "any",
    connector: connectorFile("generic"),
    requestCount: () => 0,
    users: () => Promise.resolve([]),
    groups: () => Promise.resolve([]),
    close,
    unknown,
  };
}

test("a recorded run can be run again on the recording, faults included, and ends the same", async () => {
  const file = join(await folder(), "run.har");
  const { counts } = await recordDays(file);
  const server = await replayServer(file);
  expect(await live(server)).toEqual(counts);
  expect(server.unknown).toEqual([]);
});

test("a recording holds no token and no password, and nobody else may read it", async () => {
  const file = join(await folder(), "run.har");
  const { token } = await recordDays(file);
  const text = await readFile(file, "utf8");
  expect(text).not.toContain(token);
  expect(text).not.toContain(secret);
  expect(text).toContain("[hidden]");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const har = JSON.parse(text) as { log: { version: string; entries: readonly JsonObject[] } };
  expect(har.log.version).toBe("1.2");
  expect(har.log.entries.length).toBeGreaterThan(30);
});

test("a recording that ends in the middle is played as far as it goes", async () => {
  const file = join(await folder(), "run.har");
  await recordDays(file);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.slice(0, text.length / 2));
  const { url, unknown, close } = await startReplay(file);
  onTestFinished(close);
  expect((await fetch(`${url}/ServiceProviderConfig`)).status).toBe(200);
  expect((await fetch(`${url}/Users/nobody`)).status).toBe(501);
  expect(unknown).toEqual(["GET /Users/nobody"]);
});

test("a run that made no request leaves no recording behind", async () => {
  const file = join(await folder(), "run.har");
  openHarFile(file).close();
  await expect(stat(file)).rejects.toThrow("ENOENT");
  openHarFile(file).close();
});

test("a recording that is there is not written over, and one that is none is refused", async () => {
  const file = join(await folder(), "run.har");
  await writeFile(file, "{}");
  expect(() => openHarFile(file)).toThrow(UsageError);
  await expect(startReplay(file)).rejects.toThrow(/is not a recording/);
  await expect(startReplay(`${file}.gone`)).rejects.toThrow(UsageError);
});
