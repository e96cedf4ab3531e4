import { afterAll, beforeAll, expect, test } from "vitest";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import { type Directory, withoutPerson } from "../support/directory.ts";
import { install, type Installation } from "../support/installation.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const names = ["Ann", "Bob", "Cyd", "Dan", "Eve", "Fay"];
const people = names.map((name, n) => person(`e${n}`, name, "Ash"));
const directory: Directory = { people, teams: [{ id: "g1", name: "Team", members: ["e0"] }] };
let server: SandboxServer;
let installation: Installation;

beforeAll(async () => {
  server = await startSandboxServer();
  installation = await install(server);
  await installation.sync(directory);
});
afterAll(async () => {
  await server.close();
  await installation.remove();
});

async function run(...args: readonly string[]) {
  const seen = server.requests().total;
  const ran = await runIn(installation.folder, args, { SCIM_TOKEN: server.token });
  const sent = server.requests().requests.slice(seen);
  const reads = sent.filter(({ path }) => /^\/(Users|Groups)\//.test(path)).length;
  return { ...ran, reads, writes: sent.filter(({ method }) => method !== "GET").length };
}

async function change(name: string, method: string, body?: object): Promise<void> {
  const found = (await server.users()).find(({ userName }) => userName === name);
  await plainClient(server).send(method, `/Users/${found?.["id"] as string}`, body as never);
}

test("so many are read, no more; where all is as it was sent that is said", async () => {
  const few = await run("sync", "--verify", "3");
  expect(few).toMatchObject({ code: 0, reads: 3, writes: 0 });
  expect(few.stdout).toContain("verified 3 accounts and groups: all as last sent");
  expect(await run("sync", "--verify", "50", "--exit-code")).toMatchObject({ code: 0, reads: 7, writes: 0 });
  expect(await run("sync")).toMatchObject({ reads: 0 });
});

test("what is not as last sent is told with both values, and nothing is changed; --exit-code makes it 10", async () => {
  await change("ann.ash@example.com", "PATCH", {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [
      { op: "replace", path: "title", value: "Queen" },
      { op: "replace", path: "active", value: false },
      { op: "add", path: "nickName", value: "not ours" },
    ],
  });
  await change("bob.ash@example.com", "DELETE");
  const told = await run("sync", "--verify", "7");
  expect(told).toMatchObject({ code: 0, reads: 7, writes: 0 });
  expect(told.stdout).toMatch(/DRIFT: of 7 accounts and groups read again, 2 not as last sent\n/);
  expect(told.stdout).toMatch(
    /\[e0\]\n {6}active: true, found false\n {6}title: "Engineer", found "Queen"\n/,
  );
  expect(told.stdout).toMatch(/\[e1\]: gone\n.*`scimsync sync app --reconcile` puts them right/);
  const { code, stdout } = await run("sync", "--verify", "7", "--exit-code", "--json");
  expect(code).toBe(10);
  expect(JSON.parse(stdout)).toMatchObject({
    runs: [
      { exitCode: 0, verified: { read: 7, unread: 0, drifted: [{ key: "e0" }, { key: "e1", gone: true }] } },
    ],
  });
  expect(await run("sync")).toMatchObject({ reads: 0, writes: 0 });
});

test("the config asks for it in each run of all, and a deleted account that was switched off is no drift", async () => {
  installation.configure({ target: { verify: 2 } });
  const report = await installation.sync(withoutPerson(directory, "e5"));
  expect(report).toMatchObject({ counts: { deactivated: 1 }, verified: { read: 2 } });
  await change("fay.ash@example.com", "DELETE");
  const { stdout } = await run("sync", "--verify", "9");
  expect(stdout).toMatch(/DRIFT: of 7 accounts and groups read again, 2 not as last sent/);
  expect((await run("sync", "--only", "e2")).reads).toBe(0);
  expect((await run("sync", "--verify", "0")).reads).toBe(0);
});
