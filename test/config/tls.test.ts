import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { formatProblem } from "../../src/errors.ts";
import { makeAuthority } from "../support/tls-certificates.ts";
import { configWith, connectorFolder, environment, folderWith, rawProblems } from "./config-file.ts";

const authority = makeAuthority();
afterAll(() => authority.remove());
const { cert, key } = authority.sign("client");
const other = authority.sign("other");
const locked = authority.encrypt(key, "open sesame");

const day = 86_400_000;
const variables = { ...environment, PASS: "open sesame", WRONG: "sesame" };

function written(tls: string): string {
  return configWith(`    baseUrl: https://app.example.com/scim/v2
    auth: { token: "\${env.TOKEN}", tls: ${tls} }
    users: { attributes: { userName: x } }
`);
}

async function problems(tls: string, more = {}): Promise<readonly string[]> {
  const found = await rawProblems(written(tls), { ...variables, ...more });
  return found.map((problem) => formatProblem(problem).replace(/^.*?targets\.app\.auth\.tls/, "tls"));
}

async function noticesOf(tls: string, now = Date.now()): Promise<string> {
  const folder = await folderWith({ "scimsync.yaml": written(tls) });
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const file = join(folder, "scimsync.yaml");
  const { config } = await loadConfig(file, variables, connectorFolder, "run", clock);
  return config.notices.join("\n");
}

test("a certificate and its key, by path or as secrets, besides any other auth", async () => {
  expect(await problems(`{ cert: ${cert}, key: ${key}, ca: ${authority.ca} }`)).toEqual([]);
  expect(await problems(`{ cert: { file: ${cert} }, key: { command: [cat, ${key}] } }`)).toEqual([]);
  expect(await problems(`{ ca: ${authority.ca} }`)).toEqual([]);
  const inEnvironment = { CERT: await readFile(cert, "utf8"), KEY: await readFile(key, "utf8") };
  expect(await problems('{ cert: "${env.CERT}", key: "${env.KEY}" }', inEnvironment)).toEqual([]);
  expect(await problems(`{ cert: ${cert}, key: ${locked}, passphrase: "\${env.PASS}" }`)).toEqual([]);
});

test("they are read when a connection is made", async () => {
  const folder = await folderWith({ "scimsync.yaml": written(`{ cert: ${cert}, key: "\${env.KEY}" }`) });
  const pem = await readFile(key, "utf8");
  const { config } = await loadConfig(
    join(folder, "scimsync.yaml"),
    { ...variables, KEY: pem },
    connectorFolder,
  );
  const tls = config.targets[0]?.connection.tls;
  expect(await tls?.cert?.read()).toBe(await readFile(cert, "utf8"));
  expect(await tls?.key?.read()).toBe(pem);
  expect(JSON.stringify(config)).not.toContain("PRIVATE KEY");
});

test.each<[string, string, string]>([
  [
    "a file that is not there",
    "{ cert: gone, key: gone }",
    "tls.cert: the secret file gone: there is no such file",
  ],
  ["a certificate without key", `{ cert: ${cert} }`, "tls.key: is missing; cert and key go together"],
  ["a key without certificate", `{ key: ${key} }`, "tls.cert: is missing; cert and key go together"],
  ["nothing", "{}", "tls: write cert and key, or ca"],
  [
    "a key of another certificate",
    `{ cert: ${cert}, key: ${other.key} }`,
    "tls.key: does not belong to cert; name the key that the certificate was made for",
  ],
  [
    "a certificate in place of the key",
    `{ cert: ${cert}, key: ${cert} }`,
    "tls.key: holds no private key in PEM that can be read",
  ],
  [
    "a key in place of the certificate",
    `{ cert: ${key}, key: ${key} }`,
    "tls.cert: holds no certificate in PEM (-----BEGIN CERTIFICATE-----) that can be read",
  ],
  [
    "a key in place of the authority",
    `{ ca: ${key} }`,
    "tls.ca: holds no certificate in PEM (-----BEGIN CERTIFICATE-----) that can be read",
  ],
  [
    "a locked key",
    `{ cert: ${cert}, key: ${locked} }`,
    "tls.key: is encrypted; write the passphrase that opens it beside it",
  ],
  [
    "the wrong passphrase",
    `{ cert: ${cert}, key: ${locked}, passphrase: "\${env.WRONG}" }`,
    "tls.passphrase: does not open the key",
  ],
  [
    "a passphrase in the file",
    `{ cert: ${cert}, key: ${locked}, passphrase: sesame }`,
    'tls.passphrase: write "${env.NAME}", { file: path } or { command: [program, argument] }: a secret does not stand in this file',
  ],
  [
    "a passphrase for nothing",
    `{ ca: ${authority.ca}, passphrase: "\${env.PASS}" }`,
    "tls.passphrase: opens a key, and there is none",
  ],
  [
    "an unset variable",
    `{ ca: "\${env.NOPE}" }`,
    "tls.ca: the environment variable NOPE is not set, or empty; set it before the run",
  ],
  [
    "a key in the file",
    '{ cert: x, key: "-----BEGIN PRIVATE KEY----- c4nary" }',
    "tls.key: write the path of the PEM file: what is in it does not stand here",
  ],
  [
    "a switch that is not there",
    `{ ca: ${authority.ca}, rejectUnauthorized: false }`,
    "tls: unknown key; known here: cert, key, passphrase, ca",
  ],
])("%s", async (_name, tls, problem) => {
  const found = await problems(tls);
  expect(found.join("\n")).toContain(problem);
  expect(found.join()).not.toContain("c4nary");
});

describe("notices", () => {
  test.each([
    ["soon", 0, /the certificate of CN=client expires on \d{4}-\d\d-\d\d; renew it before then/],
    [
      "by now",
      3 * day,
      /the certificate of CN=client expired on \d{4}-\d\d-\d\d: nobody accepts it any more/,
    ],
    ["not yet", -day, /the certificate of CN=client is not good yet, or this machine's clock is wrong/],
  ])("a certificate that ends %s", async (_name, later, said) => {
    expect(await noticesOf(`{ cert: ${cert}, key: ${key} }`, Date.now() + later)).toMatch(said);
  });

  test("an authority that has expired", async () => {
    expect(await noticesOf(`{ ca: ${authority.ca} }`, Date.now() + 3 * day)).toMatch(
      /auth\.tls\.ca: the certificate of CN=Test authority expired/,
    );
  });

  test("a key that every user can read", async () => {
    await chmod(key, 0o644);
    expect(await noticesOf(`{ cert: ${cert}, key: ${key} }`)).toContain(
      `the key can be read by every user of this machine; chmod 600 ${key}`,
    );
    await chmod(key, 0o600);
    expect(await noticesOf(`{ cert: ${cert}, key: ${key} }`)).not.toContain("every user");
  });
});
