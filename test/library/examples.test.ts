import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";

const folder = join(import.meta.dirname, "../../examples/library");
const run = promisify(execFile);
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ seed: 1 });
  onTestFinished(() => sandbox.close());
});

/** Runs an example against our sandbox, or against one that it starts; it has to end by itself. */
async function runExample(name: string, isOwnSandbox = false): Promise<string> {
  const { SCIM_URL: _url, SCIM_TOKEN: _token, ...others } = process.env;
  const given = isOwnSandbox ? {} : { SCIM_URL: sandbox.url, SCIM_TOKEN: sandbox.token };
  const { stdout, stderr } = await run(process.execPath, [join(folder, name, "run.js")], {
    env: { ...others, ...given },
  });
  expect(stderr).toBe("");
  return stdout;
}

function accounts(): readonly string[] {
  return sandbox
    .users()
    .map(({ userName, active }) => `${userName as string} ${active === false ? "off" : "on"}`);
}

test("own-source: who comes from the program is at the service, and a read that breaks takes nobody away", async () => {
  const said = await runExample("own-source");
  expect(said).toContain("refused: program hr could not be read whole: connection reset");
  expect(accounts()).toEqual(["ann@example.com on", "bob@example.com on"]);
  const [ann, bob] = sandbox.users();
  expect(bob?.["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]).toMatchObject({
    manager: { value: ann?.["id"] },
  });
  expect(sandbox.groups()).toMatchObject([{ displayName: "Engineering", members: [{}, {}] }]);
});

test("own-notifier: what a guard holds is told once, and when it is over", async () => {
  const said = await runExample("own-notifier", true);
  expect(said.match(/alert: \w+ at app/g)).toEqual(["alert: guard at app", "alert: recovered at app"]);
  expect(said.match(/exit code \d+/g)).toEqual(["exit code 0", "exit code 4", "exit code 4", "exit code 0"]);
});

test("service: two runs in one process, of which the second sends nothing, and an end by itself", async () => {
  const said = await runExample("service");
  expect(accounts()).toEqual(["ann@example.com on", "bob@example.com on"]);
  expect(said).toContain("second run: nothing has changed, nothing is sent\nlog: a run began app");
  expect(said).toContain("  requests: 0\n");
  expect(said).toContain('health: {"running":false,"last":{"exitCode":0}}');
});
