import { chmod, lstat, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import type { TargetConfig } from "../../src/config/config.ts";
import type { Credentials } from "../../src/scim/credentials/credentials.ts";
import { configWith, connectorFolder, environment, folderWith, problemsOf } from "./config-file.ts";

const variables = { ...environment, ID: "the-id", SECRET: "s3cret", HOST: "login.example.com" };

function written(auth: string, more = ""): string {
  return configWith(`    baseUrl: https://app.example.com/scim/v2
    auth: ${auth}
${more}    users: { attributes: { userName: x } }
`);
}

async function target(auth: string, more?: string, files: Readonly<Record<string, string>> = {}) {
  const folder = await folderWith({ ...files, "scimsync.yaml": written(auth, more) });
  const { config } = await loadConfig(join(folder, "scimsync.yaml"), variables, connectorFolder);
  const [found] = config.targets;
  return { folder, config, target: found as TargetConfig };
}

/** Problems of `auth` without their place. */
async function problems(auth: string, more?: string): Promise<readonly string[]> {
  const found = await problemsOf(written(auth, more), variables);
  return found.map((problem) => problem.replace(/^\S+ targets\.app\./, ""));
}

async function credentialsOf(auth: string, files?: Readonly<Record<string, string>>): Promise<Credentials> {
  return (await target(auth, "", files)).target.credentials;
}

describe("OAuth 2", () => {
  const client = 'clientId: "${env.ID}", clientSecret: "${env.SECRET}"';
  const tokenUrl = "tokenUrl: https://login.example.com/oauth2/token";

  test("client credentials, with nothing more than needed", async () => {
    const found = await credentialsOf(`{ ${client}, ${tokenUrl} }`);
    expect(found).toMatchObject({
      kind: "oauth",
      clientId: "the-id",
      tokenUrl: "https://login.example.com/oauth2/token",
      grantType: "client_credentials",
      clientAuth: "basic",
      params: {},
    });
    expect(found.kind === "oauth" && (await found.clientSecret?.read())).toBe("s3cret");
  });

  test("with everything", async () => {
    const auth = `
      clientId: "pre-\${env.ID}"
      clientSecret: { file: secret }
      tokenUrl: "\${env.HOST}/token?tenant=1"
      scope: [scim.read, scim.write]
      grantType: account_credentials
      clientAuth: body
      params:
        account_id: "\${env.ID}"
        audience: https://api.example.com
        level: 3
        strict: true
        assertion: { command: [echo, hello] }`;
    const { target: one, config } = await target(auth, "", { secret: "from-file\n" });
    const found = one.credentials;
    expect(found).toMatchObject({
      clientId: "pre-the-id",
      tokenUrl: "https://login.example.com/token?tenant=1",
      scope: "scim.read scim.write",
      grantType: "account_credentials",
      clientAuth: "body",
      params: { audience: "https://api.example.com", level: "3", strict: "true" },
    });
    if (found.kind !== "oauth") throw new Error("not oauth");
    expect(await found.clientSecret?.read()).toBe("from-file");
    const { account_id: account, assertion } = found.params;
    expect(typeof account === "object" && (await account.read())).toBe("the-id");
    expect(typeof assertion === "object" && (await assertion.read())).toBe("hello");
    expect(config.notices.join()).toContain("auth.tokenUrl: https:// was missing and is put in front");
  });

  test("a refresh token in a file can be replaced there: whole, for its owner alone, where a link leads", async () => {
    const { folder, target: one } = await target(
      `{ clientId: x, ${tokenUrl}, refreshToken: { file: link } }`,
      "",
      { link: "r0" },
    );
    await mkdir(join(folder, "data"));
    await writeFile(join(folder, "data/token"), "r1\n", { mode: 0o644 });
    await symlink("data/token", join(folder, "new"));
    await rename(join(folder, "new"), join(folder, "link"));
    if (one.credentials.kind !== "oauth") throw new Error("not oauth");
    const { refreshToken, grantType, clientAuth } = one.credentials;
    expect({ grantType, clientAuth }).toEqual({ grantType: "refresh_token", clientAuth: "body" });
    expect(await refreshToken?.read()).toBe("r1");
    await refreshToken?.replace?.("r2");
    expect(await refreshToken?.read()).toBe("r2");
    expect(await readFile(join(folder, "data/token"), "utf8")).toBe("r2\n");
    expect(((await stat(join(folder, "data/token"))).mode & 0o777).toString(8)).toBe("600");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(await readdir(join(folder, "data"))).toEqual(["token"]);
  });

  test("only what comes from a file can be replaced", async () => {
    for (const place of ['"${env.SECRET}"', "{ command: [echo, x] }"]) {
      const found = await credentialsOf(`{ clientId: x, ${tokenUrl}, refreshToken: ${place} }`);
      if (found.kind !== "oauth") throw new Error("not oauth");
      expect(found.refreshToken).not.toHaveProperty("replace");
    }
  });

  test("a refresh token in a folder that cannot be written says so", async (context) => {
    if (process.getuid?.() === 0) return context.skip();
    const folder = await folderWith({
      "scimsync.yaml": written(`{ clientId: x, ${tokenUrl}, refreshToken: { file: locked/r } }`),
    });
    await mkdir(join(folder, "locked"));
    await writeFile(join(folder, "locked/r"), "r0");
    await chmod(join(folder, "locked"), 0o500);
    const { config } = await loadConfig(join(folder, "scimsync.yaml"), {}, connectorFolder);
    expect(config.notices.join()).toContain("its folder may not be written by this user");
    await chmod(join(folder, "locked"), 0o700);
  });

  test("a client that shows a certificate needs no secret", async () => {
    expect(await problems(`{ clientId: x, ${tokenUrl}, tls: { cert: gone, key: gone } }`)).toEqual([
      "auth.tls.cert: the secret file gone: there is no such file",
      "auth.tls.key: the secret file gone: there is no such file",
    ]);
  });

  test("a pair of client id and secret that is sent itself", async () => {
    expect(await credentialsOf(`{ ${client}, clientPair: bearer }`)).toMatchObject({
      kind: "clientPair",
      scheme: "bearer",
      clientId: "the-id",
    });
  });

  test.each([
    [
      "half of it",
      "{ clientId: x }",
      "auth.tokenUrl: is missing; clientId, clientSecret and tokenUrl go together",
    ],
    [
      "no secret",
      `{ clientId: x, ${tokenUrl} }`,
      "auth.clientSecret: is missing; clientId, clientSecret and tokenUrl go together",
    ],
    [
      "a secret in the file",
      `{ clientId: x, clientSecret: abc, ${tokenUrl} }`,
      'auth.clientSecret: write "${env.NAME}", { file: path } or { command: [program, argument] }: a secret does not stand in this file',
    ],
    [
      "an unset id",
      `{ clientId: "\${env.NOPE}", clientSecret: "\${env.SECRET}", ${tokenUrl} }`,
      "auth.clientId: the environment variable NOPE is not set, or empty; set it before the run",
    ],
    [
      "two kinds",
      `{ token: "\${env.TOKEN}", scope: x }`,
      "auth: is one of: token; username and password; header and value; clientId, clientSecret and tokenUrl; keep one and take the others out",
    ],
    [
      "plain http",
      `{ ${client}, tokenUrl: "http://login.example.com/token" }`,
      "auth.tokenUrl: must begin with https://: the secret goes there, and only to this machine may it go without (allowHttp does not change that)",
    ],
    [
      "a password in the address",
      `{ ${client}, tokenUrl: "https://u:p@login.example.com/" }`,
      "auth.tokenUrl: credentials do not belong in a tokenUrl; write clientId and clientSecret",
    ],
    [
      "a fragment",
      `{ ${client}, tokenUrl: "https://login.example.com/#x" }`,
      "auth.tokenUrl: must end before #",
    ],
    [
      "no address",
      `{ ${client}, tokenUrl: "https://a b/" }`,
      "auth.tokenUrl: is not an address; write https://host/path",
    ],
    [
      "an expression in the address",
      `{ ${client}, tokenUrl: "https://a/\${user.x}" }`,
      "auth.tokenUrl: only ${env.NAME} may stand in a tokenUrl",
    ],
    [
      "refresh without its token",
      `{ ${client}, ${tokenUrl}, grantType: refresh_token }`,
      "auth.refreshToken: is missing; grantType refresh_token needs it",
    ],
    [
      "a refresh token for nothing",
      `{ ${client}, ${tokenUrl}, grantType: client_credentials, refreshToken: "\${env.SECRET}" }`,
      "auth.grantType: must be refresh_token beside a refreshToken; take it out",
    ],
    [
      "basic without a secret",
      `{ clientId: x, ${tokenUrl}, refreshToken: "\${env.SECRET}", clientAuth: basic }`,
      "auth.clientAuth: basic needs a clientSecret",
    ],
    [
      "an unknown place for the client",
      `{ ${client}, ${tokenUrl}, clientAuth: header }`,
      'auth.clientAuth: "header" is not known here; write basic or body',
    ],
    [
      "a parameter with a key of its own",
      `{ ${client}, ${tokenUrl}, params: { client_secret: x } }`,
      "auth.params.client_secret: has a key of its own; write it as auth.clientSecret",
    ],
    [
      "a secret as parameter",
      `{ ${client}, ${tokenUrl}, params: { password: hunter2 } }`,
      'auth.params.password: is a secret; write "${env.NAME}", { file: path } or { command: [program, argument] }',
    ],
    [
      "an expression as parameter",
      `{ ${client}, ${tokenUrl}, params: { x: "a \${env.ID}" } }`,
      'auth.params.x: write "${env.NAME}" and nothing else, or plain text',
    ],
    [
      "an unset parameter",
      `{ ${client}, ${tokenUrl}, params: { x: "\${env.NOPE}" } }`,
      "auth.params.x: the environment variable NOPE is not set, or empty; set it before the run",
    ],
    [
      "a scope with a space in a list",
      `{ ${client}, ${tokenUrl}, scope: [a b] }`,
      "auth.scope[0]: holds a space",
    ],
    [
      "a grant type that is none",
      `{ ${client}, ${tokenUrl}, grantType: "a b" }`,
      "auth.grantType: is not a name a grant type can have",
    ],
    [
      "a pair without its half",
      "{ clientId: x, clientPair: basic }",
      "auth.clientSecret: is missing; clientPair, clientId and clientSecret go together",
    ],
    [
      "a pair and a token endpoint",
      `{ ${client}, ${tokenUrl}, clientPair: basic }`,
      "auth.tokenUrl: does nothing beside clientPair, which fetches no token; take one of them out",
    ],
    [
      "a colon in the id of a pair",
      `{ clientId: "a:b", clientSecret: "\${env.SECRET}", clientPair: basic }`,
      "auth.clientId: may not hold a colon in HTTP basic",
    ],
    [
      "nothing",
      "{}",
      "auth: write one of: token; username and password; header and value; clientId, clientSecret and tokenUrl; or tls",
    ],
    ["a misspelt key", `{ ${client}, tokenurl: x }`, "auth.tokenurl: unknown key; did you mean tokenUrl?"],
  ])("%s", async (_name, auth, problem) => {
    expect(await problems(auth)).toContain(problem);
  });
});

const plain = (more: string): string =>
  configWith(`    baseUrl: http://scim-app:8080/scim
    auth: { token: "\${env.TOKEN}" }
${more}    users: { attributes: { userName: x } }
`);

describe("plain http", () => {
  test("is refused outside this machine, and says what would let it", async () => {
    expect((await problemsOf(plain(""))).join()).toContain("unless allowHttp: true is written beside it");
  });

  test("is allowed when it says so, with a notice", async () => {
    const folder = await folderWith({ "scimsync.yaml": plain("    allowHttp: true\n") });
    const { config } = await loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
    expect(config.targets[0]?.baseUrl).toBe("http://scim-app:8080/scim");
    expect(config.notices.join()).toContain(
      "baseUrl: http:// shows the token and all accounts to the network, and allowHttp lets it",
    );
  });
});
