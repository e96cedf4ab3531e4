import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { chooseProxy, type Proxy } from "../../src/scim/connection/proxy.ts";
import { type ProxyManners, startConnectProxy } from "../support/connect-proxy.ts";
import { makeAuthority } from "../support/tls-certificates.ts";
import { emptyList, startWebServer } from "../support/web-server.ts";
import { rejection } from "./mocked-client.ts";
import { fixed, oauth, wiredClient } from "./wired-client.ts";

describe("NO_PROXY", () => {
  const proxy: Proxy = { url: "http://proxy.example:3128" };
  test.each([
    ["https://app.example.com/scim", "", true],
    ["https://app.example.com/scim", "*", false],
    ["https://app.example.com/scim", "example.com", false],
    ["https://app.example.com/scim", ".example.com", false],
    ["https://app.example.com/scim", "*.example.com", false],
    ["https://example.com/", ".example.com", false],
    ["https://APP.example.com/", "a.test App.Example.COM", false],
    ["https://badexample.com/", "example.com", true],
    ["https://example.com.evil.test/", "example.com", true],
    ["https://app.example.com/", "app.example.com:443", false],
    ["https://app.example.com/", "app.example.com:8443", true],
    ["https://app.example.com:8443/", "a.test,app.example.com:8443", false],
    ["https://10.1.2.3/", "10.1.2.3", false],
    ["https://10.1.2.3/", "10.0.0.0/8", false],
    ["https://11.1.2.3/", "10.0.0.0/8", true],
    ["https://10.1.2.3/", "2.3", true],
    ["https://10.1.2.3/", "10.0.0.0/99", true],
    ["https://10.1.2.3/", "10.0.0.0/x", true],
    ["https://[2001:db8::1]/", "2001:db8::1", false],
    ["https://[2001:db8::1]/", "[2001:db8::1]", false],
    ["https://[2001:db8::1]/", "2001:db8::/32", false],
    ["https://127.0.0.1:8080/", "", false],
    ["https://127.9.9.9/", "", false],
    ["https://localhost/", "", false],
    ["https://[::1]/", "", false],
  ])("%s with %j: through the proxy is %s", (url, noProxy, through) => {
    const rules = { kind: "environment", https: proxy, noProxy } as const;
    expect(chooseProxy(rules, url)).toBe(through ? proxy : undefined);
  });

  test("is not asked where the target states a proxy; http and https each have their own", () => {
    expect(chooseProxy({ kind: "stated", proxy }, "http://127.0.0.1/")).toBe(proxy);
    expect(chooseProxy({ kind: "off" }, "https://a.test/")).toBeUndefined();
    expect(chooseProxy(undefined, "https://a.test/")).toBeUndefined();
    const rules = { kind: "environment", http: proxy, noProxy: "" } as const;
    expect(chooseProxy(rules, "https://a.test/")).toBeUndefined();
    expect(chooseProxy(rules, "http://a.test/")).toBe(proxy);
  });
});

const authority = makeAuthority();
const { cert, key } = authority.sign("server");
const tls = { cert: readFileSync(cert), key: readFileSync(key) };
const ca = fixed(readFileSync(authority.ca, "utf8"));
authority.remove();

/** A provider behind a proxy, by https or plain http, and a client of it. */
async function setUp(scheme: "http" | "https", manners: ProxyManners = {}, own: Partial<Proxy> = {}) {
  const scim = await startWebServer(() => emptyList, scheme === "https" ? tls : undefined);
  const proxy = await startConnectProxy(manners);
  const { client } = wiredClient({
    baseUrl: `${scim.url}/scim`,
    credentials: { kind: "bearer", token: fixed("t0ken") },
    connection: { tls: { ca }, proxy: { kind: "stated", proxy: { url: proxy.url, ...own } } },
    limits: { burst: 8, concurrency: 4, timeout: 300 },
    retry: { attempts: 1 },
  });
  return { scim, proxy, client, host: new URL(scim.url).host };
}

const mine = { username: "me", password: fixed("c4nary") };
const shown = `Basic ${Buffer.from("me:c4nary").toString("base64")}`;

describe("a proxy", () => {
  test("gets a tunnel for https, once for each connection, and sees nothing in it", async () => {
    const { scim, proxy, client, host } = await setUp("https", { wants: shown }, mine);
    for (let n = 0; n < 20; n += 1) await client.list("User");
    await Promise.all(Array.from({ length: 20 }, () => client.list("User")));
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}`]));
    expect(proxy.asked.length).toBeLessThanOrEqual(4);
    expect(new Set(proxy.shown)).toEqual(new Set([shown]));
    expect(scim.came).toHaveLength(40);
    expect(scim.came[0]?.headers).toMatchObject({ host, authorization: "Bearer t0ken" });
    expect(JSON.stringify(scim.came)).not.toContain("proxy-authorization");
  });

  test("gets plain http as a whole URL", async () => {
    const { scim, proxy, client, host } = await setUp("http", { wants: shown }, mine);
    await client.list("User");
    await client.create("User", { userName: "a" }).catch(() => undefined);
    expect(proxy.asked).toEqual([`GET http://${host}/scim/Users`, `POST http://${host}/scim/Users`]);
    expect(scim.came.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /scim/Users",
      "POST /scim/Users",
    ]);
    expect(scim.came[1]).toMatchObject({ body: '{"userName":"a"}', headers: { host } });
  });

  test("stands before the token endpoint, too", async () => {
    const tokens = await startWebServer(() => ({ status: 200, body: { access_token: "t" } }), tls);
    const scim = await startWebServer(() => emptyList, tls);
    const proxy = await startConnectProxy();
    const connection = { tls: { ca }, proxy: { kind: "stated", proxy: { url: proxy.url } } } as const;
    const { client } = wiredClient({ baseUrl: scim.url, credentials: oauth(`${tokens.url}/t`), connection });
    await client.list("User");
    expect(proxy.asked).toEqual([tokens, scim].map(({ url }) => `CONNECT ${new URL(url).host}`));
  });

  test.each([
    ["https", 407, "the proxy wants credentials: check proxy.username and proxy.password"],
    ["http", 407, "the proxy wants credentials: check proxy.username and proxy.password"],
    ["https", 403, "the proxy does not let this host through: have it allowed, or set proxy: off"],
    ["https", 502, "the proxy could not reach the host: check baseUrl and auth.tokenUrl, or set proxy: off"],
  ] as const)(
    "that refuses (%s, %i) says what to do, and nothing has arrived",
    async (scheme, refuses, said) => {
      const { scim, proxy, client, host } = await setUp(scheme, { refuses }, mine);
      const error = await rejection(client.create("User", { userName: "a" }));
      expect(error).toMatchObject({ mayHaveArrived: false });
      expect(String(error)).toContain(`${host} through the proxy ${proxy.url}: `);
      expect(String(error)).toContain(said);
      expect(String(error)).not.toContain("c4nary");
      expect(scim.came).toEqual([]);
    },
  );

  test("that takes the connection and says nothing is given up", async () => {
    const { client, scim } = await setUp("https", { refuses: 0 });
    expect(await rejection(client.list("User"))).toMatchObject({ name: "NetworkError" });
    expect(scim.came).toEqual([]);
  });

  test("that is not there is named", async () => {
    const port = await closedPort();
    for (const scheme of ["http", "https"] as const) {
      const { client } = await setUp(scheme, {}, { url: `http://127.0.0.1:${port}` });
      const error = await rejection(client.list("User"));
      expect(String(error)).toContain(`through the proxy http://127.0.0.1:${port}: connect ECONNREFUSED`);
      expect(error).toMatchObject({ mayHaveArrived: false });
    }
  });

  test("whose certificate is not trusted is not used", async () => {
    const scim = await startWebServer(() => emptyList, tls);
    const proxy = await startConnectProxy({ tls });
    const { client } = wiredClient({
      baseUrl: scim.url,
      credentials: { kind: "none" },
      connection: { proxy: { kind: "stated", proxy: { url: proxy.url, ...mine } } },
      retry: { attempts: 1 },
    });
    const error = await rejection(client.list("User"));
    expect(String(error)).toMatch(/the certificate of 127\.0\.0\.1:\d+, or of the proxy, is not trusted/);
    expect(proxy.asked).toEqual([]);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
