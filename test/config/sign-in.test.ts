import { join } from "node:path";
import { expect, test } from "vitest";
import { lifetimeNotices } from "../../src/config/lifetime.ts";
import { type LoadedConfig, loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/errors.ts";
import { configWith, connectorFolder, folderWith } from "./config-file.ts";

const variables = { TOKEN: "t0ken" };
const secret = '"${env.TOKEN}"';

/** A config with a connector of its own, or the messages of its problems. */
async function load(auth: string, profile: string, more = ""): Promise<LoadedConfig | readonly string[]> {
  const text = configWith(`    connector: ./acme.yaml
    baseUrl: https://app.example.com/scim
${auth === "" ? "" : `    auth: ${auth}\n`}${more}    users: { attributes: { userName: "\${user.email}" } }
`);
  const folder = await folderWith({ "scimsync.yaml": text, "acme.yaml": profile });
  try {
    return await loadConfig(join(folder, "scimsync.yaml"), variables, connectorFolder);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

async function loaded(auth: string, profile: string, more?: string) {
  const found = await load(auth, profile, more);
  if (!("config" in found)) throw new Error(found.join("\n"));
  const [target] = found.config.targets;
  if (target === undefined) throw new Error("there is no target");
  const notices = found.config.notices.map((notice) => notice.replace(/^\S+ /, ""));
  return { credentials: target.credentials, notices, target };
}

const oauth = `endpoint: { vars: { host: your own host } }
auth:
  type: clientCredentials
  tokenUrl: https://{host}/oauth2/token
  scope: scim.read scim.write
  grantType: account_credentials
  variable: ACME_SECRET
`;

test("what a connector knows of credentials need not be said by a target, and gives way to it", async () => {
  const header = await loaded(`{ value: ${secret} }`, "auth: { type: header, header: x-acme }\n");
  expect(header.credentials).toMatchObject({ kind: "header", header: "x-acme" });
  const client = `clientId: me, clientSecret: ${secret}`;
  const vars = "    vars: { host: acme.example.com }\n";
  const { credentials, notices } = await loaded(`{ ${client} }`, oauth, vars);
  expect(credentials).toMatchObject({
    tokenUrl: "https://acme.example.com/oauth2/token",
    scope: "scim.read scim.write",
    grantType: "account_credentials",
  });
  expect([...header.notices, ...notices]).toEqual([]);
  const own = `{ ${client}, tokenUrl: https://own.example/t, scope: mine, grantType: client_credentials }`;
  expect((await loaded(own, oauth)).credentials).toMatchObject({
    tokenUrl: "https://own.example/t",
    scope: "mine",
    grantType: "client_credentials",
  });
  const fresh = `{ clientId: me, refreshToken: ${secret} }`;
  expect((await loaded(fresh, oauth, vars)).credentials).toMatchObject({ grantType: "refresh_token" });
});

test("a value that the address for access tokens needs is asked for", async () => {
  expect(await load(`{ clientId: me, clientSecret: ${secret} }`, oauth)).toEqual([
    "targets.app.vars.host: is missing: your own host; write vars: { host: … } in the target",
  ]);
});

test.each([
  ["{ type: bearer, variable: ACME_TOKEN }", 'a token: write auth: { token: "${env.ACME_TOKEN}" }'],
  ["{ type: header, header: x-acme }", 'a header of its own: write auth: { value: "${env.SCIM_TOKEN}" }'],
  [
    "{ type: clientCredentials }",
    '(OAuth 2): write auth: { clientId: …, clientSecret: "${env.SCIM_TOKEN}", tokenUrl: https://… }',
  ],
  [
    "{ type: refreshToken, tokenUrl: https://a.example/t }",
    "(OAuth 2): write auth: { clientId: …, refreshToken: { file: … } }",
  ],
])("credentials of another kind than %s are noted, and used all the same", async (auth, said) => {
  const basic = `{ username: me, password: ${secret} }`;
  const { credentials, notices } = await loaded(basic, `auth: ${auth}\n`);
  expect(credentials).toMatchObject({ kind: "basic", username: "me" });
  expect(notices).toEqual([expect.stringContaining(`the connector ./acme.yaml asks for`)]);
  expect(notices[0]).toContain(`${said}; what is stated here is sent all the same`);
  const [none] = (await loaded("", `auth: ${auth}\n`)).notices;
  expect(none).toMatch(/requests are sent without credentials; the connector .\/acme.yaml asks for/);
});

test("nothing is noted where the connector asks for nothing, or does not say", async () => {
  expect((await loaded("", "auth: { type: none }\n")).notices).toEqual([]);
  expect((await loaded(`{ username: me, password: ${secret} }`, "title: x\n")).notices).toEqual([]);
  const pair = `{ clientId: me, clientSecret: ${secret}, clientPair: bearer }`;
  expect((await loaded(pair, "auth: { type: bearer }\n")).notices).toEqual([]);
});

test("credentials that end after a while are told of", async () => {
  const profile = "title: Acme\nauth: { type: bearer, lifetime: 180d }\n";
  const { target } = await loaded(`{ token: ${secret} }`, profile);
  expect(lifetimeNotices([target])).toEqual([
    "app: Acme takes credentials for 180 days only; make others before those of auth end, or nothing is kept up to date from then on; write the day on which they were made as auth.created, and you are told before",
  ]);
  expect(lifetimeNotices([(await loaded("", profile)).target])).toEqual([]);
});
