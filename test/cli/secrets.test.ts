import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { makeDirectory, smallDirectory } from "./directory.ts";
import { startRelay } from "./relay.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const canary = "canary-5f1d0c9e7ab24e1f";
let workspace: Workspace;

afterEach(() => workspace.close());

/** Runs with the loudest log, its format in turn, and gives everything that was said. */
async function everythingSaid(...commands: readonly (readonly string[])[]): Promise<string> {
  let said = "";
  for (const [at, command] of commands.entries()) {
    const format = at % 2 === 0 ? "pretty" : "json";
    const { stdout, stderr } = await workspace.run(
      ...command,
      "--log-level",
      "trace",
      "--log-format",
      format,
    );
    said += stdout + stderr;
  }
  return said;
}

const loudCommands = [["sync", "--json"], ["sync"]];

async function lastRun(): Promise<string> {
  const { stdout } = await workspace.run("runs", "--json");
  return JSON.parse(stdout).runs[0].runId;
}

/** The canary stands nowhere: not in what was said, not in any file but the ones the user wrote. */
function expectNoTrace(said: string, secret = canary): void {
  const forms = [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)];
  const files = readdirSync(workspace.folder).filter((name) => !/\.(?:csv|yaml|token)$/.test(name));
  expect(files).toContain("scimsync.db");
  for (const form of forms) {
    expect(said.includes(form), "said").toBe(false);
    for (const file of files) expect(readFileSync(workspace.path(file)).includes(form), file).toBe(false);
  }
}

describe("a secret is nowhere but where the user put it", () => {
  it("when the token is right, and requests fail in every way", async () => {
    workspace = await openWorkspace({ token: canary });
    workspace.env = { SCIM_TOKEN: canary };
    workspace.writeDirectory(makeDirectory(12, 2));
    workspace.writeConfig();
    workspace.sandbox.setFaults([
      { kind: "status", status: 503, probability: 0.1, form: "seconds" },
      { kind: "reset", probability: 0.05 },
      { kind: "lost", probability: 0.05 },
    ]);
    const said = await everythingSaid(...loudCommands);
    expectNoTrace(said + (await everythingSaid(["runs", "show", await lastRun(), "--json"])));
    expect(workspace.sandbox.requests().total).toBeGreaterThan(0);
  });

  it.each([
    ["token", `{ token: "\${env.SCIM_TOKEN}" }`],
    ["Bearer token", `{ token: "\${env.SCIM_TOKEN}" }`],
    ["header", `{ header: x-api-key, value: "\${env.SCIM_TOKEN}" }`],
    ["basic", `{ username: me, password: "\${env.SCIM_TOKEN}" }`],
    ["file", "{ token: { file: secret.token } }"],
  ])("when it is refused: %s", async (kind, auth) => {
    workspace = await openWorkspace();
    workspace.env = { SCIM_TOKEN: kind === "Bearer token" ? `Bearer ${canary}` : canary };
    workspace.write("secret.token", `${canary}\n`);
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig({ auth });
    const said = await everythingSaid(...loudCommands);
    expect(said).toContain("credentials_refused");
    expectNoTrace(said);
    expectNoTrace(said, `me:${canary}`);
  });

  it("when the provider repeats it in its answer", async () => {
    workspace = await openWorkspace({ token: canary });
    const relay = await startRelay(workspace.sandbox.url, ({ method, authorization }) =>
      method === "POST" ? { status: 400, detail: `bad request with ${authorization}` } : undefined,
    );
    workspace.env = { SCIM_TOKEN: canary };
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig({ baseUrl: relay.url });
    const said = await everythingSaid(["sync", "--json"], ["status", "--json"]);
    const shown = await everythingSaid(["runs", "show", await lastRun(), "--json"]);
    relay.close();
    expect(said).toContain("rejected_by_target");
    expectNoTrace(said + shown);
  });

  it("a password that is mapped is sent and not remembered, nor shown in plans", async () => {
    workspace = await openWorkspace();
    workspace.writeDirectory(smallDirectory);
    workspace.write(
      "people.csv",
      workspace
        .read("people.csv")
        .replace("title", "secret")
        .replaceAll(/Title \d/g, canary),
    );
    workspace.writeConfig({
      attributes: "\n        userName: ${user.email}\n        password: ${user.secret}",
    });
    const said = await everythingSaid(["validate"], ["plan"], ["plan", "--json"], ["sync", "--json"]);
    expect(said).toContain(
      "user.secret is a secret, and the state file keeps records as the source has them",
    );
    expect(workspace.sandbox.users()).toHaveLength(5);
    const shown = await everythingSaid(["runs", "show", await lastRun(), "--json"]);
    expect(`${said}${shown}`.includes(canary)).toBe(false);
  });
});

describe("the config file", () => {
  it("that everybody can write is warned of", async () => {
    workspace = await openWorkspace();
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig();
    chmodSync(workspace.path("scimsync.yaml"), 0o646);
    const { code, stderr } = await workspace.run("validate");
    expect(code).toBe(0);
    expect(stderr).toContain("everybody can write this file");
    expect(stderr).toContain("type: chmod o-w scimsync.yaml");
    chmodSync(workspace.path("scimsync.yaml"), 0o644);
    expect((await workspace.run("validate")).stderr).not.toContain("everybody");
  });
});

describe("the state file", () => {
  it("that others can write to ends everything with what to type, and one they can read is warned of", async () => {
    workspace = await openWorkspace();
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig();
    expect((await workspace.run("sync")).code).toBe(0);
    chmodSync(workspace.path("scimsync.db"), 0o660);
    const refused = await workspace.run("sync", "--reapply");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`type: chmod 600 ${workspace.path("scimsync.db")}`);
    chmodSync(workspace.path("scimsync.db"), 0o644);
    const warned = await workspace.run("sync");
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(/warning: .*scimsync\.db: others than its owner can read it/);
  });

  it("and its companions can be read by their owner alone, whatever the umask", async () => {
    workspace = await openWorkspace({ latency: 30 });
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig();
    const umask = process.umask(0);
    const run = workspace.start("sync");
    process.umask(umask);
    const companions = ["scimsync.db-wal", "scimsync.db-shm"].map((name) => workspace.path(name));
    while (!companions.every((file) => existsSync(file)))
      await new Promise((resolve) => setTimeout(resolve, 2));
    for (const file of companions) expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(await run.done).toMatchObject({ code: 0 });
    expect((statSync(workspace.path("scimsync.db")).mode & 0o777).toString(8)).toBe("600");
  });
});
