import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const config = `source: { type: csv, users: { file: people.csv, key: id } }
targets:
  app:
    connector: generic
    baseUrl: http://127.0.0.1:9/scim/v2
    auth: { token: "\${env.TOKEN}" }
    assign: { where: 'user.mail.endsWith("@example.com")' }
    users: { attributes: { userName: "\${user.mail}", externalId: "\${user.id}" } }
`;
/** Nobody is assigned, so that a sync has nothing to send. */
const nobody = config.replace("@example.com", "@example.org");

/** What is run most, and what it shares with the rest. */
const commands = [
  ["--help"],
  ["validate"],
  ["plan"],
  ["--config", "nobody.yaml", "sync"],
  ["--config", "nobody.yaml", "sync"],
  ["status"],
];

/**
 * Writes what V8 compiles while these commands run beside each file of the program that they load, for `bin/program.js`.
 * They run in a process of their own, where nothing is compiled yet. Where they cannot run, such as before SQLite is
 * built, there is no such code, which nothing but a test misses.
 */
export async function compileAhead(folder) {
  const cwd = mkdtempSync(join(tmpdir(), "scimsync-build-"));
  try {
    writeFileSync(join(cwd, "people.csv"), "id,mail\n1,ann@example.com\n");
    writeFileSync(join(cwd, "scimsync.yaml"), config);
    writeFileSync(join(cwd, "nobody.yaml"), nobody);
    const child = fork(fileURLToPath(import.meta.url), [resolve(folder)], {
      cwd,
      // Flags that whoever builds has set are not those of whoever runs it.
      env: { ...process.env, NODE_OPTIONS: "", NODE_V8_COVERAGE: "", TOKEN: "none" },
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [code] = await once(child, "exit");
    if (code !== 0) console.warn("the program could not be compiled ahead: it works, and starts more slowly");
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function runCommands(folder) {
  const { codeFileOf, digestOf, loadProgram } = createRequire(import.meta.url)("./bin/program.js");
  const scripts = new Map();
  const { main } = loadProgram(folder, (file, bytes, script) => scripts.set(file, { bytes, script }));
  for (const command of commands) {
    const code = await main(command);
    if (code !== 0) throw new Error(`scimsync ${command.join(" ")} ended with ${code}`);
  }
  for (const [file, { bytes, script }] of scripts) {
    const code = script.createCachedData();
    writeFileSync(codeFileOf(file), Buffer.concat([digestOf(bytes, code), code]));
  }
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommands(process.argv[2]);
  process.disconnect();
}
