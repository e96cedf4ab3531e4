import { describe, expect, test } from "vitest";
import { TargetError } from "../../src/errors.ts";
import type { Secret } from "../../src/scim/credentials/credentials.ts";
import { AnswerError } from "../../src/scim/answer/answer-error.ts";
import { ScimError } from "../../src/scim/scim-error.ts";
import { NetworkError } from "../../src/scim/connection/transport.ts";
import { mockedClient, origin, provider, rejection, token, useNock } from "./mocked-client.ts";

useNock();

const scimJson = { "content-type": "application/scim+json" };
const html = { "content-type": "text/html; charset=utf-8" };

function secret(value: string): Secret {
  return { description: "a secret", read: () => Promise.resolve(value) };
}

function create(): Promise<unknown> {
  return rejection(mockedClient().client.create("User", { userName: "ann" }));
}

describe("the body of an error, in whichever form", () => {
  const long = "x".repeat(2_000);
  const bodies: readonly { what: string; body: string; detail: string; scimType?: string }[] = [
    {
      what: "SCIM",
      body: '{"schemas":[],"status":"409","scimType":"uniqueness","detail":"taken"}',
      detail: "taken",
      scimType: "uniqueness",
    },
    {
      what: "SCIM with null scimType",
      body: '{"status":409,"scimType":null,"detail":"taken"}',
      detail: "taken",
    },
    { what: "message", body: '{"message":"taken"}', detail: "taken" },
    { what: "OAuth", body: '{"error":"invalid","error_description":"taken"}', detail: "taken" },
    { what: "error object", body: '{"error":{"code":7}}', detail: '{"error":{"code":7}}' },
    { what: "HTML", body: "<html><body><h1>No</h1>\n<p>taken</p></body></html>", detail: "No taken" },
    { what: "text", body: "taken", detail: "taken" },
    { what: "JSON list", body: '["taken"]', detail: '["taken"]' },
    { what: "nothing", body: "", detail: "(no explanation given)" },
    { what: "too much", body: long, detail: long.slice(0, 500) },
    { what: "too much JSON", body: JSON.stringify({ detail: long }), detail: long.slice(0, 500) },
  ];
  test.each(bodies)("$what", async ({ body, detail, scimType }) => {
    provider().post("/Users").reply(409, body, scimJson);
    const error = await create();
    expect(error).toBeInstanceOf(ScimError);
    expect(error).toMatchObject({ status: 409, detail });
    expect((error as ScimError).scimType).toBe(scimType);
  });

  test("a page that is nothing but < is read quickly", async () => {
    provider().post("/Users").reply(400, "<".repeat(200_000), html);
    const start = performance.now();
    expect(await create()).toMatchObject({ status: 400 });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test.each([400, 401])("%i that repeats our token does not carry it on", async (status) => {
    provider()
      .post("/Users")
      .reply(status, { detail: `bad token: Bearer ${token}` }, scimJson);
    expect(((await create()) as Error).message).not.toContain(token);
  });
});

test("nor does a refusal with a status of success", async () => {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  provider()
    .post("/Users")
    .reply(200, { schemas, status: "400", detail: `bad token: ${token}` }, scimJson);
  const error = await create();
  expect(error).toMatchObject({ name: "ScimError", status: 400 });
  expect((error as Error).message).not.toContain(token);
});

describe("what does not speak SCIM", () => {
  test("an HTML page with 200, as a sign-in gives", async () => {
    provider().get("/Users").query(true).reply(200, "<html>Sign in</html>", html);
    const error = await rejection(mockedClient().client.probe());
    expect(error).toBeInstanceOf(TargetError);
    expect(error).toMatchObject({ reason: "not_scim" });
    expect((error as Error).message).toMatch(/HTTP 200, text\/html\); check baseUrl/);
  });

  test.each([
    ["text", "OK", "not_json"],
    ["JSON cut short", '{"id":"7"', "not_json"],
    ["a page", "<html>Sign in</html>", "html"],
    ["lists in lists in lists", "[".repeat(200_000), "too_deep"],
    ["more values than anybody has", `[${"0,".repeat(4_000_001)}0]`, "too_large"],
  ])("200 with %s to a write tells nothing: it may have been done", async (_what, body, reason) => {
    provider().post("/Users").reply(200, body, { "content-type": "text/plain" });
    const error = await create();
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ reason, status: 200, mayHaveArrived: true, mayHaveActed: true });
    expect((error as Error).message).toMatch(/^the answer to POST \/Users .*\(HTTP 200, text\/plain\)$/);
  });

  test("a media type, an address and a keyword of any length make no long message", async () => {
    const long = "x".repeat(5_000);
    provider().post("/Users").reply(200, "OK", { "content-type": long });
    expect(((await create()) as Error).message.length).toBeLessThan(500);
    provider()
      .post("/Users")
      .reply(302, "", { location: `https://x.example.com/${long}` });
    expect(((await create()) as Error).message.length).toBeLessThan(500);
    provider().post("/Users").reply(409, { scimType: long, detail: long });
    const error = await create();
    expect(error).toMatchObject({ scimType: undefined });
    expect((error as Error).message.length).toBeLessThan(600);
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirect (%i) is not followed, and the token not sent on",
    async (status) => {
      const elsewhere = "https://login.example.com/there";
      provider()
        .get("/Users")
        .query(true)
        .matchHeader("authorization", `Bearer ${token}`)
        .reply(status, "", { location: elsewhere });
      const error = await rejection(mockedClient().client.probe());
      expect(error).toMatchObject({ reason: "not_scim" });
      expect((error as Error).message).toContain(`a redirect to ${elsewhere}`);
      expect((error as Error).message).not.toContain(token);
    },
  );

  test("a redirect within the same origin is not followed either", async () => {
    provider()
      .post("/Users")
      .reply(302, "", { location: `${origin}/scim/v2/Users/` });
    expect(await create()).toMatchObject({ name: "AnswerError", reason: "redirect", mayHaveActed: true });
  });

  test("what a redirect asks for is not shown: it may hold a secret", async () => {
    provider()
      .post("/Users")
      .reply(302, "", { location: `https://x.example.com/in?token=${token}#${token}` });
    const { message } = (await create()) as Error;
    expect(message).toContain("a redirect to https://x.example.com/in)");
  });
});

describe("credentials", () => {
  test("401 ends everything at once, and says where the token comes from", async () => {
    provider().post("/Users").reply(401, { detail: "expired" }, scimJson);
    const error = await create();
    expect(error).toMatchObject({ name: "TargetError", reason: "credentials_refused" });
    expect((error as Error).message).toMatch(/HTTP 401: expired.*\$\{env\.TOKEN\}/);
    expect((error as Error).message).not.toContain(token);
  });

  test("one 403 is about a record, two in a row about the credentials", async () => {
    const { client } = mockedClient();
    provider().post("/Users").times(2).reply(403, { detail: "no" }, scimJson);
    expect(await rejection(client.create("User", {}))).toMatchObject({ name: "ScimError", status: 403 });
    expect(await rejection(client.create("User", {}))).toMatchObject({ reason: "credentials_refused" });
  });

  test("403, something else, 403 is not two in a row", async () => {
    const { client } = mockedClient();
    for (const status of [403, 409, 403]) {
      provider().post("/Users").reply(status, {}, scimJson);
      expect(await rejection(client.create("User", {}))).toMatchObject({ name: "ScimError", status });
    }
  });

  test("basic: user and password in UTF-8", async () => {
    const authorization = `Basic ${Buffer.from("ann:pässword:1", "utf8").toString("base64")}`;
    provider().delete("/Users/7").matchHeader("authorization", authorization).reply(204);
    const credentials = { kind: "basic", username: "ann", password: secret("pässword:1") } as const;
    await mockedClient({ credentials }).client.delete("User", "7" as never);
  });
  test("header: one of its own", async () => {
    provider().delete("/Users/7").matchHeader("x-api-key", "k").reply(204);
    const credentials = { kind: "header", header: "X-Api-Key", value: secret("k") } as const;
    await mockedClient({ credentials }).client.delete("User", "7" as never);
  });
});
