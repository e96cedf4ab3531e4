import { afterEach, describe, expect, test } from "vitest";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { startSamlJackson } from "../support/servers/saml-jackson.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { startScimmy } from "../support/servers/scimmy.ts";

const running: ScimServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe.each([
  ["scimmy", startScimmy],
  ["better-auth", startBetterAuth],
  ["saml-jackson in memory", () => startSamlJackson()],
  ["saml-jackson on SQLite", () => startSamlJackson({ engine: "sqlite" })],
])("%s", (_, start) => {
  async function started(): Promise<ScimServer> {
    const server = await start();
    running.push(server);
    return server;
  }

  test("two servers in one process start empty and share nothing", async () => {
    const [one, other] = [await started(), await started()];
    await plainClient(one).createUser(person("ann"));
    expect(await one.users()).toHaveLength(1);
    expect(await other.users()).toEqual([]);
    expect(await other.groups()).toEqual([]);
  });

  test("refuses a token that is not its own", async () => {
    const server = await started();
    expect((await plainClient({ ...server, token: "wrong" }).send("GET", "/Users")).status).toBe(401);
  });

  test("counts what a client asks, not what the test reads back", async () => {
    const server = await started();
    const client = plainClient(server);
    await client.createUser(person("ann"));
    await client.find("/Users", 'userName eq "ann@x.org"');
    await server.users();
    await server.groups();
    expect(server.requestCount()).toBe(2);
    expect(server.requestCount("POST")).toBe(1);
  });

  test("reads back every user and group, over all pages", async () => {
    const server = await started();
    const client = plainClient(server);
    const numbers = Array.from({ length: 105 }, (_, number) => number);
    for (const number of numbers) await client.createUser(person(`user${number}`));
    for (const number of numbers) await client.createGroup({ displayName: `group${number}` });
    expect(new Set((await server.users()).map((user) => user["id"])).size).toBe(105);
    expect(new Set((await server.groups()).map((group) => group["displayName"])).size).toBe(105);
  });

  test("a closed server refuses connections", async () => {
    const server = await start();
    await server.close();
    await expect(plainClient(server).send("GET", "/Users")).rejects.toThrow("fetch failed");
  });
});

function person(name: string) {
  return { userName: `${name}@x.org`, emails: [{ value: `${name}@x.org`, type: "work", primary: true }] };
}
