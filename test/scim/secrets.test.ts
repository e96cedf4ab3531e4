import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { Credentials } from "../../src/scim/credentials/credentials.ts";
import { hideSecrets, secretsOfHeader } from "../../src/scim/credentials/secret-text.ts";
import { type Answer, type Came, startWebServer } from "../support/web-server.ts";
import { rejection } from "./mocked-client.ts";
import { fixed, oauth, wiredClient } from "./wired-client.ts";

/** With every kind of character that some form of writing changes. */
const canary = 'c4nary/Ü+"&<b> 7%==';
const token = "c4nary.t0ken/+AAAA~==";

/** What somebody who looks for the secret would try. */
function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString("base64");
  return [
    secret,
    base64,
    Buffer.from(secret).toString("base64url"),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(base64),
    new URLSearchParams({ x: secret }).toString().slice(2),
    encodeURIComponent(encodeURIComponent(secret)),
    encodeURIComponent(new URLSearchParams({ x: secret }).toString().slice(2)),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** A complaint that repeats all it was sent, in every form. */
function echo(came: Came): string {
  const authorization = came.headers.authorization ?? String(came.headers["x-key"]);
  const sent = authorization.slice(authorization.indexOf(" ") + 1);
  const pair = Buffer.from(sent, "base64").toString("utf8");
  const secret = pair.slice(pair.indexOf(":") + 1);
  const form = [...new URLSearchParams(came.body).values()];
  const decoded = decodeURIComponent(secret.replaceAll("+", " ").replaceAll(/%(?![0-9A-F]{2})/g, "%25"));
  return [authorization, pair, decoded, came.body, ...form, ...[sent, secret].flatMap(formsOf)].join(" | ");
}

const asJson = (status: number, detail: string): Answer => ({ status, body: { detail, error: detail } });
const escapeAll = (text: string): string =>
  text.replaceAll(/[^ -~]|\//g, (char) =>
    char === "/" ? "\\/" : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const complaints: Readonly<Record<string, (came: Came, status: number) => Answer>> = {
  "as JSON": (came, status) => asJson(status, echo(came)),
  "as JSON with escapes": (came, status) => ({
    status,
    body: escapeAll(JSON.stringify({ detail: echo(came), error: "x", error_description: echo(came) })),
  }),
  "as a page": (came, status) => ({
    status,
    headers: { "content-type": "text/html" },
    body: `<p>${echo(came).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}`,
  }),
  "in headers": (came, status) => ({
    status,
    headers: {
      location: `https://elsewhere.example/${encodeURIComponent(echo(came))}`,
      "www-authenticate": encodeURIComponent(echo(came)),
    },
    body: "",
  }),
};

const statics: Readonly<Record<string, Credentials>> = {
  bearer: { kind: "bearer", token: fixed(token) },
  basic: { kind: "basic", username: "me", password: fixed(canary) },
  header: { kind: "header", header: "X-Key", value: fixed(token) },
  "client pair": { kind: "clientPair", scheme: "bearer", clientId: "me", clientSecret: fixed(canary) },
};

function expectNoTrace(said: string): void {
  for (const secret of [canary, token, `me:${canary}`]) {
    for (const form of formsOf(secret)) expect(said.includes(form), `${form} in ${said}`).toBe(false);
  }
}

describe.each(Object.entries(complaints))("a secret that comes back %s", (_name, complain) => {
  test.each(Object.entries(statics))("is not told: %s", async (_kind, credentials) => {
    for (const status of [302, 400, 401, 500]) {
      const scim = await startWebServer((came) => complain(came, status));
      const { client, lines } = wiredClient({ baseUrl: scim.url, credentials });
      const errors = [
        await rejection(client.create("User", { userName: "a" })),
        await client.list("User").catch((error: unknown) => error),
      ];
      expectNoTrace(inspect(errors, { depth: 9, showHidden: true }) + lines.join("\n"));
      expect(scim.came.length).toBeGreaterThan(0);
    }
  });

  test("is not told: by a token endpoint", async () => {
    for (const status of [200, 302, 400, 500]) {
      for (const clientAuth of ["basic", "body"] as const) {
        const tokens = await startWebServer((came) => complain(came, status));
        const credentials = oauth(`${tokens.url}/token`, {
          clientId: "me",
          clientSecret: fixed(canary),
          clientAuth,
          grantType: "refresh_token",
          refreshToken: fixed(token),
          params: { password: fixed(`${canary}2`) },
        });
        const { client, lines } = wiredClient({ baseUrl: "http://127.0.0.1:9", credentials });
        const error = await rejection(client.list("User"));
        expectNoTrace(inspect(error, { depth: 9, showHidden: true }) + lines.join("\n"));
        expect(tokens.came.length).toBeGreaterThan(0);
      }
    }
  });

  test("is not told: a token that a provider does not take", async () => {
    const tokens = await startWebServer(({ body }) => ({
      status: 200,
      body: { access_token: token, expires_in: body.length },
    }));
    const scim = await startWebServer((came) => complain(came, 401));
    const credentials = oauth(`${tokens.url}/token`, { clientSecret: fixed(canary) });
    const { client, lines } = wiredClient({ baseUrl: scim.url, credentials });
    const error = await rejection(client.list("User"));
    expect(String(error)).toContain("credentials refused");
    expectNoTrace(inspect(error, { depth: 9, showHidden: true }) + lines.join("\n"));
  });
});

test("what a refusal of the credentials repeats of the body is not told", async () => {
  const scim = await startWebServer((came) => asJson(401, `expired, says ${came.body}`));
  const { client } = wiredClient({ baseUrl: scim.url, credentials: statics["bearer"]! });
  const error = await rejection(client.create("User", { userName: "annabel", password: canary }));
  expect(String(error)).toContain("expired, says");
  expectNoTrace(String(error));
  expect(String(error)).not.toContain("annabel");
});

describe("hiding", () => {
  test.each([canary, token, "päss/wörd"])("finds every form of %s", (secret) => {
    const hide = hideSecrets([secret]);
    const escaped = escapeAll(JSON.stringify({ detail: `x ${secret} y`, [secret]: [[secret]] }));
    for (const form of formsOf(secret)) expect(hide(`x ${form} y`)).toBe("x [secret] y");
    expect(JSON.parse(hide(escaped))).toEqual({ detail: "x [secret] y", "[secret]": [["[secret]"]] });
  });

  test("leaves text alone that holds no secret, and values too short to be one", () => {
    const hide = hideSecrets(["abc", "longer-one"]);
    expect(hide('abc {"a":"\\u00e4"} c:\\path')).toBe('abc {"a":"\\u00e4"} c:\\path');
    const spaced = '{ "a": "\\u00e4", "b": 1.0 }';
    expect(hide(spaced)).toBe(spaced);
    expect(hide("a longer-one b")).toBe("a [secret] b");
  });

  test("of one secret that is part of another leaves no piece", () => {
    expect(hideSecrets(["pass", "pass-word"])("x pass-word pass")).toBe("x [secret] [secret]");
  });

  test("in JSON too deep to walk shows nothing of it", () => {
    const deep = `${"[".repeat(50_000)}"p\\u0061ss"${"]".repeat(50_000)}`;
    expect(hideSecrets(["pass"])(deep)).not.toContain("u0061");
  });

  test("a header's secrets are the value, what stands behind its scheme, and a pair's password", () => {
    expect(secretsOfHeader(`Basic ${Buffer.from("me:pä:ss").toString("base64")}`)).toEqual([
      "Basic bWU6cMOkOnNz",
      "bWU6cMOkOnNz",
      "me:pä:ss",
      "pä:ss",
    ]);
    expect(secretsOfHeader("abcd")).toEqual(["abcd", "abcd"]);
  });
});
