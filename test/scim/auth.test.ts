import { describe, expect, test } from "vitest";
import { TargetError } from "../../src/errors.ts";
import type { Secret } from "../../src/scim/credentials/credentials.ts";
import { type Answer, emptyList, startWebServer } from "../support/web-server.ts";
import { rejection } from "./mocked-client.ts";
import { fixed, oauth, wiredClient } from "./wired-client.ts";

const pair = Buffer.from("scimsync:client-s3cret").toString("base64");

test.each([
  ["bearer", `Bearer ${pair}`],
  ["basic", `Basic ${pair}`],
] as const)("a pair of client id and secret as %s", async (scheme, sent) => {
  const scim = await startWebServer(() => emptyList);
  const { client } = wiredClient({
    baseUrl: scim.url,
    credentials: { kind: "clientPair", scheme, clientId: "scimsync", clientSecret: fixed("client-s3cret") },
  });
  await client.list("User");
  expect(scim.came.map(({ headers }) => headers.authorization)).toEqual([sent]);
});

/** Reads `one`, then `two`, and so on. */
function changing(...values: readonly string[]): Secret & { reads: number } {
  const secret = {
    description: "file t",
    reads: 0,
    read: async () => values[Math.min(secret.reads++, values.length - 1)] ?? "",
  };
  return secret;
}

describe("a static token", () => {
  test("that was renewed where it comes from is read again after a 401, once for all who meet it", async () => {
    const token = changing("old", "new");
    const scim = await startWebServer(({ headers }) =>
      headers.authorization === "Bearer new" ? emptyList : { status: 401 },
    );
    const { client } = wiredClient({ baseUrl: scim.url, credentials: { kind: "bearer", token } });
    await Promise.all(Array.from({ length: 8 }, () => client.list("User")));
    expect(token.reads).toBe(2);
    await client.list("User");
    expect(scim.came.at(-1)?.headers.authorization).toBe("Bearer new");
    expect(token.reads).toBe(2);
    expect(client.requests.total).toBe(scim.came.length);
  });

  test("that cannot be read any more after a 401 was refused all the same", async () => {
    const scim = await startWebServer(() => ({ status: 401 }));
    let reads = 0;
    const read = (): Promise<string> =>
      reads++ === 0 ? Promise.resolve("old") : Promise.reject(new Error("file t: there is no such file"));
    const credentials = { kind: "bearer", token: { description: "file t", read } } as const;
    const { client } = wiredClient({ baseUrl: scim.url, credentials });
    expect(await rejection(client.list("User"))).toMatchObject({ reason: "credentials_refused" });
  });

  test("that is the same as before ends everything at the first 401", async () => {
    const scim = await startWebServer(() => ({ status: 401 }));
    const credentials = { kind: "bearer", token: changing("old") } as const;
    const { client } = wiredClient({ baseUrl: scim.url, credentials });
    expect(await rejection(client.list("User"))).toBeInstanceOf(TargetError);
    expect(scim.came).toHaveLength(1);
  });
});

const permanent = (to: string): Answer => ({ status: 308, headers: { location: to } });

describe("a redirect", () => {
  test("of the provider to another origin is not followed: the token goes nowhere else", async () => {
    const elsewhere = await startWebServer(() => emptyList);
    const scim = await startWebServer(() => permanent(`${elsewhere.url}/scim/Users?key=1`));
    const credentials = { kind: "bearer", token: fixed("t0ken") } as const;
    const { client } = wiredClient({ baseUrl: scim.url, credentials });
    const asked = [client.list("User"), client.create("User", { userName: "a" }), client.discover()];
    for (const error of await Promise.all(asked.map(rejection))) {
      expect(String(error)).toContain(`redirect to ${elsewhere.url}/scim/Users`);
      expect(String(error)).not.toContain("key=1");
    }
    expect([scim.came.length, elsewhere.came.length]).toEqual([3, 0]);
  });

  test("of the token endpoint is not followed: the secret is sent once", async () => {
    const elsewhere = await startWebServer(() => ({ status: 200, body: { access_token: "t" } }));
    const tokens = await startWebServer(() => permanent(`${elsewhere.url}/token?code=hidden`));
    const { client } = wiredClient({
      baseUrl: "http://127.0.0.1:9",
      credentials: oauth(`${tokens.url}/token`),
    });
    const error = await rejection(client.list("User"));
    expect(String(error)).toContain(
      `sends us on to ${elsewhere.url}/token, and we do not follow; check auth.tokenUrl`,
    );
    expect(String(error)).not.toContain("hidden");
    expect([tokens.came.length, elsewhere.came.length]).toEqual([1, 0]);
  });

  test("is not hidden in what an answer names: Location, nextCursor, $ref", async () => {
    const elsewhere = await startWebServer(() => emptyList);
    const there = `${elsewhere.url}/scim/Users/1`;
    const user = { id: "1", userName: "a", meta: { location: there }, groups: [{ value: "g", $ref: there }] };
    const scim = await startWebServer(({ method }) =>
      method === "POST"
        ? { status: 201, headers: { location: there, "content-location": there } }
        : { status: 200, body: { totalResults: 2, Resources: [user], nextCursor: there } },
    );
    const credentials = { kind: "bearer", token: fixed("t0ken") } as const;
    const { client } = wiredClient({ baseUrl: scim.url, credentials });
    await client.create("User", { userName: "a" }).catch(() => undefined);
    const { nextCursor } = await client.list("User", { cursor: "" });
    await client.list("User", { cursor: nextCursor ?? "" });
    expect(scim.came.length).toBeGreaterThan(2);
    expect(elsewhere.came).toEqual([]);
  });
});
