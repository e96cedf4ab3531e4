import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import * as scimsync from "../src/index.ts";
import { startSandbox } from "../src/sandbox/sandbox.ts";

test("as a library: load a config, plan, push, and read back with the client", async () => {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), "scimsync-library-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "people.csv"), "id,mail\n1,ann@example.com\n");
  writeFileSync(
    join(folder, "scimsync.yaml"),
    `source: { type: csv, users: { file: people.csv, key: id } }
targets:
  app:
    baseUrl: ${sandbox.url}
    auth: { token: "\${env.TOKEN}" }
    assign: { everyone: true }
    users: { attributes: { userName: "\${user.mail}" } }
`,
  );
  const connectors = fileURLToPath(new URL("../connectors", import.meta.url));
  const loaded = await scimsync.loadConfig(
    join(folder, "scimsync.yaml"),
    { TOKEN: sandbox.token },
    connectors,
  );
  const store = scimsync.openStore(loaded.config.state);
  const options: scimsync.SyncOptions = {
    loaded,
    store,
    targets: [],
    mode: "sync",
    keys: [],
    allowRemovals: 0,
    clock: scimsync.systemClock,
    random: Math.random,
    log: scimsync.silentLogger,
    stop: new AbortController().signal,
    onRecords: () => {},
    onEvent: () => {},
  };
  const planned: string[] = [];
  await scimsync.plan(options, (shown) => {
    for (const { operation } of shown.operations()) planned.push(`${operation.kind} ${operation.name}`);
  });
  expect(planned).toEqual(["create ann@example.com"]);
  const [report] = await scimsync.sync(options);
  expect(report).toMatchObject({ exitCode: 0, counts: { created: 1 } });
  store.close();

  const { baseUrl, credentials, limits } = loaded.config.targets[0]!;
  const client = new scimsync.ScimClient({ baseUrl, credentials, limits });
  expect(await client.find("User", "userName", "ANN@example.com")).toHaveLength(1);
  await client.close();
  await sandbox.close();
});
