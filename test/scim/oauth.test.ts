import { describe, expect, test } from "vitest";
import { TargetError } from "../../src/errors.ts";
import type { Secret } from "../../src/scim/credentials/credentials.ts";
import { emptyList, startWebServer } from "../support/web-server.ts";
import { rejection } from "./mocked-client.ts";
import { formOf, grant, setOAuth, token } from "./oauth-scene.ts";
import { fixed, oauth, wiredClient } from "./wired-client.ts";

/** A secret in memory that can be replaced, as a file can. */
function replaceable(value: string): Secret & { readonly written: string[]; now: string } {
  const written: string[] = [];
  const secret = {
    description: "file refresh",
    now: value,
    written,
    read: () => Promise.resolve(secret.now),
    replace: async (fresh: string) => {
      written.push(fresh);
      secret.now = fresh;
    },
  };
  return secret;
}

describe("the request for a token", () => {
  test("client credentials: id and secret in the header, encoded as a form would have them", async () => {
    const { tokens, scim, client } = await setOAuth({
      clientId: "a b:c",
      clientSecret: fixed("p%/ü+"),
      scope: "scim.read scim.write",
      params: { audience: "https://api.example.com/?a=1&b", resource: fixed("urn:x") },
    });
    await client.list("User");
    const [came] = tokens.came;
    expect(came).toMatchObject({ method: "POST", path: "/oauth/token" });
    expect(came?.headers).toMatchObject({
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${Buffer.from("a+b%3Ac:p%25%2F%C3%BC%2B").toString("base64")}`,
    });
    expect(formOf(came)).toEqual({
      grant_type: "client_credentials",
      scope: "scim.read scim.write",
      audience: "https://api.example.com/?a=1&b",
      resource: "urn:x",
    });
    expect(scim.came.map(({ headers }) => headers.authorization)).toEqual(["Bearer t1"]);
    expect(client.requests).toMatchObject({ total: 1, byMethod: { GET: 1 } });
  });

  test("in the body, for services that want it there", async () => {
    const { tokens, client } = await setOAuth({ clientAuth: "body" });
    await client.list("User");
    expect(tokens.came[0]?.headers.authorization).toBeUndefined();
    expect(formOf(tokens.came[0])).toEqual({
      grant_type: "client_credentials",
      client_id: "scimsync",
      client_secret: "client-s3cret",
    });
  });

  test("a grant of the service's own, with its parameters", async () => {
    const { tokens, client } = await setOAuth({
      grantType: "account_credentials",
      params: { account_id: fixed("acc-1") },
    });
    await client.list("User");
    expect(formOf(tokens.came[0])).toEqual({ grant_type: "account_credentials", account_id: "acc-1" });
  });

  test("a refresh token without a client secret", async () => {
    const { clientSecret: _none, ...rest } = oauth("");
    const { tokens, scim } = {
      tokens: await startWebServer(() => token("t")),
      scim: await startWebServer(() => emptyList),
    };
    const credentials = {
      ...rest,
      tokenUrl: `${tokens.url}/token?tenant=1`,
      grantType: "refresh_token",
      refreshToken: fixed("r0"),
    };
    await wiredClient({ baseUrl: scim.url, credentials }).client.list("User");
    expect(tokens.came[0]?.path).toBe("/token?tenant=1");
    expect(formOf(tokens.came[0])).toEqual({
      grant_type: "refresh_token",
      refresh_token: "r0",
      client_id: "scimsync",
    });
  });
});

describe("a token", () => {
  test("is fetched once for all, and again before it expires", async () => {
    const { tokens, scim, client, clock } = await setOAuth();
    await Promise.all(Array.from({ length: 20 }, () => client.list("User")));
    expect(tokens.came).toHaveLength(1);
    expect(scim.came).toHaveLength(20);
    await clock.sleep(58 * 60_000);
    await client.list("User");
    expect(tokens.came).toHaveLength(1);
    await clock.sleep(60_000);
    await Promise.all(Array.from({ length: 20 }, () => client.list("User")));
    expect(tokens.came).toHaveLength(2);
    expect(scim.came.at(-1)?.headers.authorization).toBe("Bearer t2");
  });

  test("that is taken no more is fetched anew, once for all who meet it, and each request is sent again", async () => {
    let good = "Bearer t1";
    const { tokens, scim, client } = await setOAuth({}, grant, ({ headers }) =>
      headers.authorization === good ? emptyList : { status: 401 },
    );
    await client.list("User");
    good = "Bearer t2";
    await Promise.all(Array.from({ length: 8 }, () => client.list("User")));
    expect(tokens.came).toHaveLength(2);
    expect(scim.came.length).toBeLessThanOrEqual(17);
    expect(client.requests.retried).toBe(scim.came.length - 9);
    const before = scim.came.length;
    await client.list("User");
    expect(scim.came.length).toBe(before + 1);
  });

  test("that is refused although it is new ends everything, after one replay", async () => {
    const { tokens, scim, client } = await setOAuth({}, grant, () => ({
      status: 401,
      body: { detail: "no such tenant" },
    }));
    const error = await rejection(client.list("User"));
    expect(error).toBeInstanceOf(TargetError);
    expect(String(error)).toMatch(
      /credentials refused \(HTTP 401: no such tenant\); check auth\.scope and what the client of auth\.clientId may do \(the token came from http:\/\/127\.0\.0\.1:\d+\/oauth\/token\)/,
    );
    expect(scim.came).toHaveLength(2);
    expect(tokens.came).toHaveLength(2);
  });

  test("that the endpoint gives out again after a refusal is not tried again", async () => {
    const { scim, client } = await setOAuth(
      {},
      () => token("same"),
      () => ({ status: 401 }),
    );
    await rejection(client.list("User"));
    expect(scim.came).toHaveLength(1);
  });

  test.each([
    ["as text", { expires_in: "3600" }],
    ["nothing", { expires_in: undefined }],
    ["null", { expires_in: null }],
    ["zero", { expires_in: 0 }],
    ["less than nothing", { expires_in: -1 }],
    ["a date", { expires_in: "2026-11-22" }],
    ["no type", { token_type: undefined }],
    ["another name for Bearer", { token_type: "BearerToken" }],
  ])("is used when the endpoint says %s", async (_name, more) => {
    const { tokens, client } = await setOAuth({}, () => token("t", more));
    await client.list("User");
    await client.list("User");
    expect(tokens.came).toHaveLength(1);
  });
});

describe("a refresh token", () => {
  const refresh = { grantType: "refresh_token" };

  test("that the service replaces is written back, and used from then on", async () => {
    const refreshToken = replaceable("r0");
    const { tokens, client, clock, lines } = await setOAuth(
      { ...refresh, refreshToken },
      (_form, _came, count) => token(`t${count}`, { refresh_token: `r${count}` }),
    );
    await client.list("User");
    await clock.sleep(3_600_000);
    await client.list("User");
    expect(tokens.came.map((came) => formOf(came)["refresh_token"])).toEqual(["r0", "r1"]);
    expect(refreshToken.written).toEqual(["r1", "r2"]);
    expect(lines).toContain('info the refresh token was renewed and written back {"place":"file refresh"}');
  });

  test("that stays the same is not written", async () => {
    const refreshToken = replaceable("r0");
    const { client } = await setOAuth({ ...refresh, refreshToken }, () =>
      token("t", { refresh_token: "r0" }),
    );
    await client.list("User");
    expect(refreshToken.written).toEqual([]);
  });

  test("from a place that cannot be written is kept for the run, with a warning", async () => {
    const { tokens, client, clock, lines } = await setOAuth(
      { ...refresh, refreshToken: fixed("r0", "${env.REFRESH}") },
      (_form, _came, count) => token(`t${count}`, { refresh_token: `r${count}` }),
    );
    for (let hour = 0; hour < 3; hour += 1) {
      await client.list("User");
      await clock.sleep(3_600_000);
    }
    expect(tokens.came.map((came) => formOf(came)["refresh_token"])).toEqual(["r0", "r1", "r2"]);
    expect(lines.filter((line) => line.startsWith("warn"))).toEqual([
      expect.stringMatching(/kept for this run only: the next run needs the new one.*\$\{env\.REFRESH\}/),
    ]);
  });

  test("that cannot be written back after all is kept for the run, with a warning", async () => {
    const refreshToken = {
      ...replaceable("r0"),
      replace: () => Promise.reject(Object.assign(new Error("no"), { code: "EROFS" })),
    };
    const { tokens, client, clock, lines } = await setOAuth(
      { ...refresh, refreshToken },
      (_form, _came, count) => token(`t${count}`, { refresh_token: `r${count}` }),
    );
    await client.list("User");
    await clock.sleep(3_600_000);
    await client.list("User");
    expect(tokens.came.map((came) => formOf(came)["refresh_token"])).toEqual(["r0", "r1"]);
    expect(lines.join("\n")).toMatch(/warn .*could not be written back.*EROFS/);
  });

  test("that another process has renewed in the meantime is read again", async () => {
    const refreshToken = replaceable("r0");
    const { tokens, client } = await setOAuth({ ...refresh, refreshToken }, (form) => {
      if (form.get("refresh_token") === "r1") return token("t");
      refreshToken.now = "r1";
      return { status: 400, body: { error: "invalid_grant" } };
    });
    await client.list("User");
    expect(tokens.came).toHaveLength(2);
  });

  test("that is spent says what to do", async () => {
    const { tokens, client } = await setOAuth({ ...refresh, refreshToken: replaceable("r0") }, () => ({
      status: 400,
      body: { error: "invalid_grant", error_description: "Token has been revoked: r0" },
    }));
    expect(String(await rejection(client.list("User")))).toMatch(
      /refused \(HTTP 400 invalid_grant: Token has been revoked: .*\); check auth\.refreshToken \(file refresh\): it is used up, expired or withdrawn; get a new one by signing in/,
    );
    await rejection(client.list("User"));
    expect(tokens.came).toHaveLength(1);
  });
});
