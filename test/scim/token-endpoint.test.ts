import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import type { Secret } from "../../src/scim/credentials/credentials.ts";
import { type Answer, startWebServer } from "../support/web-server.ts";
import { rejection } from "./mocked-client.ts";
import { setOAuth, token, type TokenAnswer } from "./oauth-scene.ts";
import { oauth, wiredClient } from "./wired-client.ts";

const json = (status: number, body: object): Answer => ({ status, body });

describe("a token endpoint that gives no token", () => {
  test.each<[string, Answer, string]>([
    [
      "does not know the client",
      json(401, { error: "invalid_client", error_description: "Bad client" }),
      "refused (HTTP 401 invalid_client: Bad client); check auth.clientId and auth.clientSecret (${env.CLIENT_SECRET}); some services want clientAuth: body",
    ],
    [
      "says 401 and nothing more",
      { status: 401, body: "" },
      "refused (HTTP 401: (no explanation given)); check auth.clientId and auth.clientSecret",
    ],
    ["does not know the scope", json(400, { error: "invalid_scope" }), "check auth.scope"],
    [
      "does not grant so",
      json(400, { error: "unsupported_grant_type" }),
      "check auth.grantType (client_credentials)",
    ],
    [
      "does not allow it",
      json(400, { error: "unauthorized_client" }),
      "check auth.grantType (client_credentials)",
    ],
    [
      "does not know the audience",
      json(400, { error: "invalid_target" }),
      "check auth.params (resource or audience)",
    ],
    [
      "misses something",
      json(400, { error: "invalid_request" }),
      "check auth.params, auth.scope and auth.clientAuth",
    ],
    ["refuses with 200", json(200, { ok: false, error: "invalid_client" }), "HTTP 200 invalid_client"],
    ["gives something else", json(200, { token: "x" }), "(HTTP 200: no access_token); check auth.tokenUrl"],
    [
      "is a page",
      { status: 200, headers: { "content-type": "text/html; charset=x" }, body: "<p>Welcome" },
      "does not answer like one (HTTP 200, text/html); check auth.tokenUrl",
    ],
    [
      "is not there",
      { status: 404, headers: { "content-type": "text/html" }, body: "<h1>Not found" },
      "does not answer like one (HTTP 404, text/html); check auth.tokenUrl",
    ],
    [
      "gives a token for another scheme",
      token("t", { token_type: "DPoP" }),
      "gave a token of type DPoP, and only Bearer can be used",
    ],
    ["gives a token with a line break", token("t\r\nx: y"), "gave a token that no header can hold"],
    ["gives an empty token", token(""), "check auth.tokenUrl"],
  ])("because it %s", async (_name, answer, said) => {
    const { tokens, scim, client } = await setOAuth({}, () => answer);
    const error = await rejection(client.list("User"));
    expect(error).toMatchObject({ reason: "credentials_refused" });
    expect(String(error)).toContain(`the token endpoint ${tokens.url}/oauth/token `);
    expect(String(error)).toContain(said);
    expect([tokens.came.length, scim.came.length]).toEqual([1, 0]);
    // It is not asked again: that could lock the client out.
    await rejection(client.list("User"));
    expect(tokens.came).toHaveLength(1);
  });

  test("for the moment is asked again, after the time it says, or one that grows", async () => {
    const busy: readonly Answer[] = [
      { status: 503, headers: { "retry-after": "7" } },
      { status: 429 },
      { status: 500, body: "<h1>oops" },
    ];
    const { tokens, client, clock } = await setOAuth(
      {},
      (_form, _came, count) => busy[count - 1] ?? token("t"),
    );
    await client.list("User");
    expect(tokens.came).toHaveLength(4);
    expect(clock.sleeps).toEqual([7_000, 500, 1_000]);
  });

  test("although it was asked four times ends the run as unreachable, and may be asked later", async () => {
    let down = true;
    const { tokens, client } = await setOAuth({}, (_form, _came, count) =>
      down ? { status: 502, body: { error_description: "no upstream" } } : token(`t${count}`),
    );
    const error = await rejection(client.list("User"));
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(String(error)).toContain(
      "gives no token (HTTP 502: no upstream); check auth.tokenUrl, or try again later",
    );
    expect(tokens.came).toHaveLength(4);
    down = false;
    await client.list("User");
  });

  test.each<[string, TokenAnswer]>([
    ["hangs up", () => undefined],
    ["never answers", () => new Promise<Answer>(() => {})],
  ])("because it %s ends the run as unreachable", async (_name, answer) => {
    const tokens = await startWebServer((came, count) => answer(new URLSearchParams(), came, count));
    const { client } = wiredClient({
      baseUrl: "http://127.0.0.1:9/scim",
      credentials: oauth(`${tokens.url}/token`),
      limits: { burst: 1, concurrency: 1, timeout: 100 },
    });
    expect(await rejection(client.list("User"))).toMatchObject({ reason: "unreachable" });
    expect(tokens.came).toHaveLength(4);
  });

  test("because a secret cannot be read says which", async () => {
    const clientSecret: Secret = {
      description: "file gone",
      read: () =>
        Promise.reject(new ConfigError([{ message: "the secret file gone: there is no such file" }])),
    };
    const { client } = await setOAuth({ clientSecret });
    expect(await rejection(client.list("User"))).toBeInstanceOf(ConfigError);
  });

  test("is not waited for when the run is ended", async () => {
    const abort = new AbortController();
    const tokens = await startWebServer(() => {
      abort.abort(new Error("ended"));
      return new Promise<Answer>(() => {});
    });
    const { client } = wiredClient({
      baseUrl: "http://127.0.0.1:9/scim",
      credentials: oauth(`${tokens.url}/token`),
      signal: abort.signal,
    });
    expect(String(await rejection(client.list("User")))).toContain("ended");
  });
});
