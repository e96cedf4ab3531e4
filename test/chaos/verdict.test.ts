import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { company } from "../support/company.ts";
import { personOf, withoutPerson } from "../support/directory.ts";
import { install } from "../support/installation.ts";
import { plainClient, type PlainClient } from "../support/servers/plain-client.ts";
import { startSandboxProvider } from "./provider.ts";
import { startRelay } from "./relay.ts";
import { type Finding, judge } from "./verdict.ts";

const left = personOf(company, "e09");
const directory = withoutPerson(company, left.id);
const past = { gone: [left], goneTeams: [] };
const terms = { deletesUsers: false, deletesTeams: true };

interface Held {
  readonly client: PlainClient;
  /** The resource of that userName or displayName. */
  readonly named: (name: string) => JsonObject;
}

/** What is found after the company was pushed, somebody left, and this was done by another hand. */
async function findingsAfter(sabotage: (held: Held) => Promise<unknown>): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-verdict-"));
  const provider = await startSandboxProvider(folder, 1);
  const server = { ...provider, name: "sandbox", requestCount: () => 0 };
  const installation = await install(server, { groups: { unpushed: "delete" } });
  onTestFinished(async () => {
    await provider.close();
    await installation.remove();
    rmSync(folder, { recursive: true });
  });
  for (const one of [company, directory]) expect((await installation.sync(one)).exitCode).toBe(0);
  expect(await judge(provider, directory, past, terms)).toEqual([]);
  const all = [...(await provider.users()), ...(await provider.groups())];
  await sabotage({
    client: plainClient(server),
    named: (name) => all.find((one) => one["userName"] === name || one["displayName"] === name) ?? {},
  });
  return judge(provider, directory, past, terms);
}

const zoe = personOf(company, "e01");
const copy = { userName: "again@example.com", externalId: zoe.id, active: true };
const replace = (path: string, value: string | boolean) => [{ op: "replace", path, value }];

test.each<readonly [string, RegExp, (held: Held) => Promise<unknown>]>([
  [
    "lost",
    /e01 has no account/,
    ({ client, named }) => client.send("DELETE", `/Users/${idOf(named(zoe.email))}`),
  ],
  ["duplicates", /e01 has 2 accounts/, ({ client }) => client.createUser(copy)],
  ["duplicates", /nobody's account/, ({ client }) => client.createUser({ userName: "x@example.com" })],
  [
    "wrongly active",
    /e09\) left and is active/,
    ({ client, named }) => client.patch(`/Users/${idOf(named(left.email))}`, replace("active", true)),
  ],
  [
    "wrong accounts",
    /e01 is .*Boss/,
    ({ client, named }) => client.patch(`/Users/${idOf(named(zoe.email))}`, replace("title", "Boss")),
  ],
  [
    "wrong members",
    /Platform: .* is missing/,
    ({ client, named }) =>
      client.patch(`/Groups/${idOf(named("Platform"))}`, [{ op: "remove", path: "members" }]),
  ],
  [
    "wrong members",
    /Platform: zoe.* is too many/,
    ({ client, named }) => add(client, named("Platform"), named(zoe.email)),
  ],
  [
    "wrong members",
    /e09\) left and is in Platform/,
    ({ client, named }) => add(client, named("Platform"), named(left.email)),
  ],
  [
    "lost",
    /there is no group Platform/,
    ({ client, named }) => client.send("DELETE", `/Groups/${idOf(named("Platform"))}`),
  ],
  ["left over", /groups Strangers/, ({ client }) => client.createGroup({ displayName: "Strangers" })],
])("%s: %s", async (fault, what, sabotage) => {
  const findings = await findingsAfter(sabotage);
  expect(findings).toContainEqual({ fault, what: expect.stringMatching(what) as string });
});

function idOf(resource: JsonObject): string {
  return resource["id"] as string;
}

function add(client: PlainClient, group: JsonObject, user: JsonObject): Promise<unknown> {
  const value = [{ value: idOf(user) }];
  return client.patch(`/Groups/${idOf(group)}`, [{ op: "add", path: "members", value }]);
}

test("two requests of a run to one resource that are under way at once are seen", async () => {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-verdict-"));
  const provider = await startSandboxProvider(folder, 1);
  const relay = await startRelay(provider.baseUrl);
  onTestFinished(async () => {
    await relay.close();
    await provider.close();
    rmSync(folder, { recursive: true });
  });
  const client = plainClient({ ...provider, baseUrl: relay.baseUrl });
  const path = `/Users/${await client.createUser({ userName: "ann" })}`;
  relay.setWeather({ run: 1, faults: ["slow:1:50"], seed: 1, onStep: () => {} });
  await client.patch(path, replace("title", "One"));
  expect(relay.overlaps).toEqual([]);
  await Promise.all(["Two", "Three"].map((title) => client.patch(path, replace("title", title))));
  expect(relay.overlaps).toEqual([`PATCH ${path} while PATCH was under way`]);
});
