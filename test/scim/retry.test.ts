import nock from "nock";
import { describe, expect, test } from "vitest";
import type { ScimClient } from "../../src/scim/client.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import { noon } from "./held-clock.ts";
import { baseUrl, mockedClient, provider, rejection, useNock } from "./mocked-client.ts";

useNock();

const seven = "7" as ScimId;
const operation = { op: "replace", path: "title", value: "x" } as const;

/** Each way of asking, by the name the table below uses. */
const calls: Readonly<Record<string, { method: string; send: (client: ScimClient) => Promise<unknown> }>> = {
  GET: { method: "GET", send: (client) => client.get("User", seven) },
  PUT: { method: "PUT", send: (client) => client.replace("User", seven, {}) },
  DELETE: { method: "DELETE", send: (client) => client.delete("User", seven) },
  POST: { method: "POST", send: (client) => client.create("User", {}) },
  "PATCH, idempotent": {
    method: "PATCH",
    send: (client) => client.patch("User", seven, [operation], { idempotent: true }),
  },
  "PATCH, not idempotent": {
    method: "PATCH",
    send: (client) => client.patch("User", seven, [operation], { idempotent: false }),
  },
};

function call(name: string): { method: string; send: (client: ScimClient) => Promise<unknown> } {
  const found = calls[name];
  if (found === undefined) throw new Error(name);
  return found;
}

function intercept(name: string): nock.Interceptor {
  return provider().intercept(/^\/scim\/v2\/Users/, call(name).method);
}

const ok = { id: "7" };

describe("after a failure that may have been acted on", () => {
  const repeated = ["GET", "PUT", "DELETE", "PATCH, idempotent"];
  const never = ["POST", "PATCH, not idempotent"];
  for (const status of [500, 502, 503, 504]) {
    test.each(repeated)(`${status}: %s is repeated`, async (name) => {
      intercept(name).reply(status, "");
      intercept(name).reply(200, ok);
      const { client, clock } = mockedClient();
      await call(name).send(client);
      expect(clock.sleeps).toEqual([250]);
      expect(client.requests).toMatchObject({ total: 2, retried: 1, byMethod: { [call(name).method]: 2 } });
    });
    test.each(never)(`${status}: %s is never repeated`, async (name) => {
      intercept(name).reply(status, "");
      const { client, clock } = mockedClient();
      expect(await rejection(call(name).send(client))).toMatchObject({ status });
      expect(clock.sleeps).toEqual([]);
      expect(client.requests.total).toBe(1);
    });
  }
  test.each(repeated)("a reset: %s is repeated", async (name) => {
    intercept(name).replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    intercept(name).reply(200, ok);
    const { client } = mockedClient();
    await call(name).send(client);
    expect(client.requests).toMatchObject({ total: 2, retried: 1 });
  });
  test.each(never)("a reset: %s is never repeated", async (name) => {
    intercept(name).replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    const { client } = mockedClient();
    expect(await rejection(call(name).send(client))).toMatchObject({
      name: "NetworkError",
      mayHaveArrived: true,
    });
    expect(client.requests.total).toBe(1);
  });
  test.each([400, 404, 409, 412, 413, 501])("%i is the answer, and no PUT is repeated", async (status) => {
    intercept("PUT").reply(status, "{}");
    const { client } = mockedClient();
    expect(await rejection(call("PUT").send(client))).toMatchObject({ status });
    expect(client.requests.total).toBe(1);
  });
});

test("no connection at all: even POST is repeated, since nobody can have seen it", async () => {
  intercept("POST").replyWithError(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
  intercept("POST").reply(201, ok);
  expect(await call("POST").send(mockedClient().client)).toMatchObject({ id: "7" });
});

test("attempts end, with waits that double", async () => {
  intercept("GET").times(5).reply(500, "");
  const { client, clock } = mockedClient();
  expect(await rejection(call("GET").send(client))).toMatchObject({ status: 500 });
  expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000]);
});

describe("429 pauses the whole target", () => {
  const inAMinute = new Date(noon + 60_000).toUTCString();
  const waits: readonly { header: string | undefined; ms: number }[] = [
    { header: "7", ms: 7_000 },
    { header: "0.5", ms: 500 },
    { header: inAMinute, ms: 60_000 },
    { header: new Date(noon - 60_000).toUTCString(), ms: 0 },
    { header: "-5", ms: 0 },
    { header: "86400", ms: 3_600_000 },
    { header: undefined, ms: 1_000 },
    { header: "soon", ms: 1_000 },
  ];
  test.each(waits)("Retry-After: $header means $ms ms", async ({ header, ms }) => {
    intercept("POST").reply(429, "", header === undefined ? {} : { "retry-after": header });
    intercept("POST").reply(201, ok);
    const { client, clock } = mockedClient();
    await call("POST").send(client);
    expect(clock.now() - noon).toBe(ms);
    expect(client.throttledMs).toBe(ms);
    expect(client.requests).toMatchObject({ total: 2, retried: 1 });
  });

  test("another request waits as well", async () => {
    intercept("POST").reply(429, "", { "retry-after": "30" });
    intercept("POST").reply(201, ok);
    intercept("DELETE").reply(204);
    const { client, clock } = mockedClient();
    const posted = call("POST").send(client);
    await posted;
    await call("DELETE").send(client);
    expect(clock.now() - noon).toBe(30_000);
  });

  test("pauses do not use up the attempts, but there is an end to them", async () => {
    intercept("POST").times(21).reply(429, '{"detail":"slow down"}', { "retry-after": "1" });
    const { client, clock } = mockedClient();
    expect(await rejection(call("POST").send(client))).toMatchObject({ status: 429, detail: "slow down" });
    expect(clock.now() - noon).toBe(20_000);
  });
});

describe("a provider that refuses everything", () => {
  test("is left after an hour, since the next run may fare better", async () => {
    intercept("POST").times(7).reply(429, "", { "retry-after": "600" });
    const { client, clock } = mockedClient();
    const error = await rejection(call("POST").send(client));
    expect(error).toMatchObject({ name: "TargetError", reason: "throttled" });
    expect((error as Error).message).toMatch(/refused all requests for 60 minutes .* 10 minutes more/);
    expect(clock.now() - noon).toBe(3_600_000);
  });

  test("is left at once when it asks for more than limits.maxWait", async () => {
    intercept("POST").reply(429, "", { "retry-after": "10" });
    const limits = { burst: 1, concurrency: 1, timeout: 5_000, maxWait: 5_000 };
    const { client, clock } = mockedClient({ limits });
    expect(await rejection(call("POST").send(client))).toMatchObject({ reason: "throttled" });
    expect(clock.now()).toBe(noon);
  });

  test("without a word gets ten tries, further and further apart", async () => {
    intercept("POST").times(10).reply(429, "");
    const { client, clock } = mockedClient();
    expect(await rejection(call("POST").send(client))).toMatchObject({ name: "ScimError", status: 429 });
    expect((clock.now() - noon) / 1_000).toBe(1 + 2 + 4 + 8 + 16 + 32 + 64 + 128 + 256);
  });
});

test("repeats of one request wait no longer in all than limits.maxWait", async () => {
  intercept("GET").times(3).reply(500, "");
  const limits = { burst: 1, concurrency: 1, timeout: 5_000, maxWait: 1_000 };
  const { client, clock } = mockedClient({ limits });
  expect(await rejection(call("GET").send(client))).toMatchObject({ status: 500 });
  expect(clock.sleeps).toEqual([250, 500]);
});

describe("503", () => {
  test("with Retry-After was not acted on: POST waits and is repeated", async () => {
    intercept("POST").reply(503, "", { "retry-after": "3" });
    intercept("POST").reply(201, ok);
    const { client, clock } = mockedClient();
    expect(await call("POST").send(client)).toMatchObject({ id: "7" });
    expect(clock.now() - noon).toBe(3_000);
  });
  test("with a Retry-After that says nothing is one without", async () => {
    intercept("POST").reply(503, "", { "retry-after": "soon" });
    expect(await rejection(call("POST").send(mockedClient().client))).toMatchObject({ status: 503 });
  });
});

test("an abort ends waiting, and nothing more is sent", async () => {
  const controller = new AbortController();
  intercept("GET").reply(() => {
    controller.abort(new Error("enough"));
    return [500, ""];
  });
  const { client } = mockedClient({ signal: controller.signal });
  await expect(call("GET").send(client)).rejects.toThrow();
  expect(client.requests.total).toBe(1);
});

test("the time limit holds for a dispatcher of the caller's too", async () => {
  intercept("POST").delay(500).reply(201, ok);
  const { client } = mockedClient({ limits: { burst: 1, concurrency: 1, timeout: 30 } });
  const error = await rejection(call("POST").send(client));
  expect(error).toMatchObject({ name: "NetworkError", mayHaveArrived: true });
  expect((error as Error).message).toMatch(/^scim\.example\.com: .*UND_ERR_HEADERS_TIMEOUT/);
  nock.abortPendingRequests();
});

test("the base URL may hold a path, and keeps it", async () => {
  nock("https://scim.example.com").get("/a/b/Users/7").reply(200, ok);
  const { client } = mockedClient({ baseUrl: "https://scim.example.com/a/b" });
  expect(baseUrl).not.toContain("/a/b");
  expect(await call("GET").send(client)).toMatchObject({ id: "7" });
});
