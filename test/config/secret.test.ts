import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { createSecret } from "../../src/config/secret.ts";
import type { Credentials, Secret } from "../../src/scim/credentials/credentials.ts";
import { connectorFolder, folderWith, good, load, problemsOf } from "./config-file.ts";

const CANARY = "c4nary-0b5cure";

function tokenOf(credentials: Credentials | undefined): Secret {
  if (credentials?.kind !== "bearer") throw new Error("no bearer");
  return credentials.token;
}

function commandSecret(command: readonly string[], timeout?: number): Secret {
  return createSecret(
    { command: [...command] },
    {
      folder: import.meta.dirname,
      environment: process.env,
      place: {},
      form: "token",
      ...(timeout && { timeout }),
    },
  );
}

test("a secret is nowhere in the config, its JSON, or what inspect shows; read() gives it", async () => {
  const folder = await folderWith({
    "scimsync.yaml": `${good}  two:
    baseUrl: https://two.example
    auth: { username: u, password: { file: pw } }
    users: { attributes: { userName: x } }
  three:
    baseUrl: https://three.example
    auth: { header: x-key, value: { command: [cat, key] } }
    users: { attributes: { userName: x } }
`,
    pw: ` ${CANARY} \r\n`,
    key: `${CANARY}\n`,
  });
  const environment = { TOKEN: `bearer  ${CANARY}\n`, PATH: process.env["PATH"] };
  const { config } = await loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
  const shown = JSON.stringify(config) + inspect(config, { depth: null, showHidden: true });
  expect(shown).not.toContain(CANARY);
  expect(shown).toContain("${env.TOKEN}");
  const [one, two, three] = config.targets.map(({ credentials }) => credentials);
  expect(await tokenOf(one).read()).toBe(CANARY);
  expect(two?.kind === "basic" && (await two.password.read())).toBe(` ${CANARY} `);
  expect(three?.kind === "header" && (await three.value.read())).toBe(CANARY);
});

test("a secret file is read anew each time, so that a renewed token is found", async () => {
  const folder = await folderWith({
    "scimsync.yaml": good.replace('"${env.TOKEN}"', "{ file: t }"),
    t: "one\n",
  });
  const { config } = await loadConfig(join(folder, "scimsync.yaml"), {}, connectorFolder);
  const token = tokenOf(config.targets[0]?.credentials);
  expect(await token.read()).toBe("one");
  await writeFile(join(folder, "t"), "two");
  expect(await token.read()).toBe("two");
  await writeFile(join(folder, "t"), "");
  await expect(token.read()).rejects.toThrow(
    /targets\.app\.auth\.token: t is empty; it must hold the secret$/,
  );
});

test("a secret with a line break inside is refused without being shown", async () => {
  const { config } = await load(good, { TOKEN: `${CANARY}\r\nx-evil: 1` });
  const error: unknown = await tokenOf(config.targets[0]?.credentials)
    .read()
    .catch((error: unknown) => error);
  expect(String(error)).toMatch(/6:13 targets\.app\.auth\.token: the secret holds a line break/);
  expect(inspect(error)).not.toContain(CANARY);
});

test("a command runs without a shell, with its arguments as they are, and gets no input", async () => {
  const echo = "process.stdin.resume().on('end', () => console.log(process.argv[1]))";
  expect(await commandSecret([process.execPath, "-e", echo, "$HOME;`x`"]).read()).toBe("$HOME;`x`");
});

test("a command that fails is named, its output and arguments are not", async () => {
  const script = `console.log("${CANARY}"); console.error("${CANARY}"); process.exit(3)`;
  const error: unknown = await commandSecret([process.execPath, "-e", script])
    .read()
    .catch((error: unknown) => error);
  expect(String(error)).toContain(
    `the command ${process.execPath} ended with exit code 3; run it by hand to see why`,
  );
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(CANARY);
});

test("a command that hangs is ended, even when it ignores signals", async () => {
  const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const reading = commandSecret([process.execPath, "-e", script], 400).read();
  await expect(reading).rejects.toThrow(/took longer than 0\.4 s and was ended/);
});

test("a command that is not there, prints nothing, or prints too much is refused", async () => {
  await expect(commandSecret(["/nonexistent/vault"]).read()).rejects.toThrow(
    /the command \/nonexistent\/vault is not there/,
  );
  await expect(commandSecret([process.execPath, "-e", ""]).read()).rejects.toThrow(/printed nothing/);
  const flood = "process.stdout.write('x'.repeat(1e6))";
  await expect(commandSecret([process.execPath, "-e", flood]).read()).rejects.toThrow(
    /printed more than 64 kB/,
  );
});

test("a token pasted into the file reaches no message, whatever else is wrong with the line", async () => {
  const lines = [
    `auth: { token: ${CANARY} }`,
    `auth: { token: "${CANARY} }`,
    `auth: { token: *${CANARY} }`,
    `auth: { token: !${CANARY} x }`,
    `auth: { token: {${CANARY}} }`,
    `auth: { token: { file: x, command: ${CANARY} } }`,
    `auth: { token: [${CANARY}] }`,
    `auth: ${CANARY}`,
    `auth: { token: "\\${CANARY}" }`,
    `auth: { token: "Bearer ${CANARY}" }`,
    `baseUrl: https://user:${CANARY}@host`,
    `@${CANARY}: x`,
    `? [${CANARY}]`,
  ];
  for (const line of lines) {
    const problems = await problemsOf(good.replace(/auth: .*/, () => line));
    expect(problems, line).not.toEqual([]);
    expect(problems.join("\n"), line).not.toContain(CANARY);
  }
});

test("a secret file that this user may not read says so", async (context) => {
  if (process.getuid?.() === 0) return context.skip();
  const folder = await folderWith({
    "scimsync.yaml": good.replace('"${env.TOKEN}"', "{ file: t }"),
    t: "one",
  });
  await chmod(join(folder, "t"), 0);
  const loading = loadConfig(join(folder, "scimsync.yaml"), {}, connectorFolder);
  await expect(loading).rejects.toThrow(/may not be read by this user/);
});
