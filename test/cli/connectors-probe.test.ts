import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { runIn } from "./in-process.ts";

test("connectors probe writes a profile that connectors show reads, and leaves nothing behind", async () => {
  const server = await startSandboxServer({ users: { update: "put" }, groups: { create: "thenPatch" } });
  onTestFinished(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), "scimsync-probe-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = {
    source: { type: "csv", users: { file: "people.csv", key: "id" } },
    targets: {
      app: {
        baseUrl: server.baseUrl,
        auth: server.auth,
        users: { attributes: { userName: "${user.email}" } },
      },
    },
  };
  await writeFile(join(folder, "scimsync.yaml"), JSON.stringify(config));
  const environment = { SCIM_TOKEN: server.token };
  const run = (...args: readonly string[]) => runIn(folder, args, environment);
  const probed = await run("connectors", "probe", "app", "--save", "app.yaml");
  expect(probed.code, probed.stderr).toBe(0);
  expect(probed.stderr).toContain("saved; write connector: ./app.yaml");
  const text = await readFile(join(folder, "app.yaml"), "utf8");
  expect(text).toMatch(
    /# source: \[observed\] \d{4}-\d\d-\d\d by scimsync connectors probe: .+\n(?: +#.+\n)* +update: put/,
  );
  const shown = await run("--json", "connectors", "show", "./app.yaml");
  expect(shown.code, shown.stderr).toBe(0);
  const again = await run("connectors", "probe", "app", "--save", "app.yaml");
  expect(again.code).toBe(2);
  const told = await run("--json", "connectors", "probe", "app");
  expect(JSON.parse(told.stdout)).toMatchObject({
    probe: { target: "app", exitCode: 0, leftBehind: [] },
    profile: { users: { update: "put" }, groups: { create: "thenPatch", membersReadable: true } },
  });
  expect([await server.users(), await server.groups()]).toEqual([[], []]);
});
