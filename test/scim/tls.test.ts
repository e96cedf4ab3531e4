import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { Credentials, Secret } from "../../src/scim/credentials/credentials.ts";
import { NetworkError } from "../../src/scim/connection/transport.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { makeAuthority, type Pair } from "../support/tls-certificates.ts";
import { emptyList, startWebServer } from "../support/web-server.ts";
import { rejection } from "./mocked-client.ts";
import { fixed, oauth, wiredClient } from "./wired-client.ts";

const authority = makeAuthority();
const stranger = makeAuthority();
afterAll(() => [authority, stranger].forEach((one) => one.remove()));
const server = authority.sign("server");
const client = authority.sign("client");
const strange = stranger.sign("client");

const anonymous: Credentials = { kind: "none" };

function pem(path: string): Secret {
  return fixed(readFileSync(path, "utf8"), `file ${path}`);
}

function shownBy({ cert, key }: Pair): ServerOptions {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

/** A server that wants a certificate of our authority. */
const mutual: ServerOptions = {
  ...shownBy(server),
  ca: readFileSync(authority.ca),
  requestCert: true,
  rejectUnauthorized: true,
};

const ca = pem(authority.ca);
const theirs = { ca, cert: pem(strange.cert), key: pem(strange.key) };
const own = { cert: pem(client.cert), key: pem(client.key) };

afterEach(() => vi.unstubAllEnvs());

describe("a certificate of our own", () => {
  test("is all that a service may ask for", async () => {
    const scim = await startWebServer(() => emptyList, mutual);
    const { client } = wiredClient({
      baseUrl: scim.url,
      credentials: anonymous,
      connection: { tls: { ca, ...own } },
    });
    await client.list("User");
    await client.create("User", { userName: "a" }).catch(() => undefined);
    expect(scim.came.map(({ client }) => client)).toEqual(["client", "client"]);
    expect(scim.came[0]?.headers.authorization).toBeUndefined();
  });

  test("stands besides a token, and is shown to the token endpoint, too", async () => {
    const tokens = await startWebServer(() => ({ status: 200, body: { access_token: "t" } }), mutual);
    const scim = await startWebServer(() => emptyList, mutual);
    const { clientSecret: _none, ...credentials } = oauth(`${tokens.url}/token`, { clientAuth: "body" });
    const { client } = wiredClient({ baseUrl: scim.url, credentials, connection: { tls: { ca, ...own } } });
    await client.list("User");
    expect(tokens.came.map(({ client, body }) => [client, body])).toEqual([
      ["client", "grant_type=client_credentials&client_id=scimsync"],
    ]);
    expect(scim.came.map(({ client, headers }) => [client, headers.authorization])).toEqual([
      ["client", "Bearer t"],
    ]);
  });

  test("may be locked by a passphrase", async () => {
    const scim = await startWebServer(() => emptyList, mutual);
    const key = pem(authority.encrypt(client.key, "open sesame"));
    const tls = { ca, cert: own.cert, key, passphrase: fixed("open sesame") };
    const { client: right } = wiredClient({ baseUrl: scim.url, credentials: anonymous, connection: { tls } });
    await right.list("User");
    const wrong = { ...tls, passphrase: fixed("c4nary") };
    const { client: other } = wiredClient({
      baseUrl: scim.url,
      credentials: anonymous,
      connection: { tls: wrong },
    });
    const error = await rejection(other.list("User"));
    expect(error).toMatchObject({ reason: "credentials_refused" });
    expect(String(error)).toMatch(/auth\.tls cannot be used \(.*\): check that cert and key belong together/);
    expect(String(error)).not.toContain("c4nary");
  });

  test("goes through a proxy as it is, and not to the proxy", async () => {
    const scim = await startWebServer(() => emptyList, mutual);
    const proxy = await startConnectProxy({ tls: shownBy(server) });
    const connection = { tls: { ca, ...own }, proxy: { kind: "stated", proxy: { url: proxy.url } } } as const;
    const { client } = wiredClient({ baseUrl: scim.url, credentials: anonymous, connection });
    await client.list("User");
    expect(scim.came.map(({ client }) => client)).toEqual(["client"]);
    expect(proxy.asked).toEqual([`CONNECT ${new URL(scim.url).host}`]);
  });

  const refusals = [
    // An alert in the handshake; in TLS 1.3 the handshake is over by then.
    [
      "none",
      "TLSv1.2",
      { ca },
      /does not accept our certificate: check auth\.tls\.cert and auth\.tls\.key, or set/,
    ],
    [
      "none",
      "TLSv1.3",
      { ca },
      /if it wants a certificate of ours, check auth\.tls\.cert and auth\.tls\.key/,
    ],
    [
      "a strange one",
      "TLSv1.2",
      theirs,
      /it hung up during the TLS handshake: .* auth\.tls if it wants a certificate/,
    ],
    [
      "a strange one",
      "TLSv1.3",
      theirs,
      /if it wants a certificate of ours, check auth\.tls\.cert and auth\.tls\.key/,
    ],
  ] as const;
  test.each(refusals)(
    "that is missed says which keys to look at: %s, %s",
    async (_name, version, tls, said) => {
      const scim = await startWebServer(() => emptyList, { ...mutual, maxVersion: version });
      const { client } = wiredClient({ baseUrl: scim.url, credentials: anonymous, connection: { tls } });
      const error = await rejection(client.create("User", { userName: "a" }));
      expect(String(error)).toMatch(said);
      expect(error).toMatchObject({ mayHaveArrived: version === "TLSv1.3" });
      expect(scim.came).toEqual([]);
    },
  );
});

async function errorAt(shown: Pair, tls?: { readonly ca: Secret }): Promise<unknown> {
  const scim = await startWebServer(() => emptyList, shownBy(shown));
  const connection = tls === undefined ? {} : { tls };
  const credentials = { kind: "bearer", token: fixed("t0ken") } as const;
  const { client } = wiredClient({ baseUrl: scim.url, credentials, connection });
  const error = await client.create("User", { userName: "a" }).catch((error: unknown) => error);
  expect(scim.came).toEqual([]);
  return error;
}

describe("the certificate of the other side", () => {
  test("is trusted when its authority is named, and not otherwise", async () => {
    const error = await errorAt(server);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ mayHaveArrived: false });
    expect(String(error)).toMatch(
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE.*the certificate of 127\.0\.0\.1:\d+ is not trusted: .* as auth\.tls\.ca/,
    );
    expect(String(await errorAt(server, { ca: pem(stranger.ca) }))).toContain("is not trusted");
  });

  test("is verified whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(String(await errorAt(server))).toContain("is not trusted");
    const tokens = await startWebServer(() => ({ status: 200 }), shownBy(server));
    const { client } = wiredClient({
      baseUrl: "http://127.0.0.1:9",
      credentials: oauth(`${tokens.url}/token`),
    });
    expect(String(await rejection(client.list("User")))).toContain("is not trusted");
    expect(tokens.came).toEqual([]);
  });

  test("must be for the name that is asked", async () => {
    const error = await errorAt(authority.sign("elsewhere", "DNS:elsewhere.example"), { ca });
    expect(error).toMatchObject({ mayHaveArrived: false });
    expect(String(error)).toMatch(/is for another name: write the name it was made for/);
  });

  test("where no TLS is spoken says so", async () => {
    const plain = await startWebServer(() => emptyList);
    const { client } = wiredClient({ baseUrl: plain.url.replace("http:", "https:"), credentials: anonymous });
    const error = await rejection(client.list("User"));
    expect(error).toMatchObject({ mayHaveArrived: false });
    expect(String(error)).toContain("no TLS is spoken there: check scheme and port");
  });
});
