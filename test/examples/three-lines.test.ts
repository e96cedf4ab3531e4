import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { root, runScript } from "./program.ts";

test("the first try of the README makes three accounts, then finds nothing to do", async () => {
  const sandbox = await startSandbox();
  const folder = await mkdtemp(path.join(tmpdir(), "three-lines-"));
  try {
    await cp(path.join(root, "examples", "three-lines"), folder, { recursive: true });
    const config = path.join(folder, "scimsync.yaml");
    const written = await readFile(config, "utf8");
    expect(written).toContain("http://127.0.0.1:7643/scim/v2");
    await writeFile(config, written.replace("http://127.0.0.1:7643/scim/v2", sandbox.url));
    const run = () =>
      runScript("bin/scimsync.js", ["sync"], { cwd: folder, env: { SCIM_TOKEN: sandbox.token } });

    expect(await run()).toMatchObject({ code: 0 });
    // Which of them is made first is not said.
    const users = sandbox.users().toSorted((a, b) => Number(a["externalId"]) - Number(b["externalId"]));
    expect(users).toMatchObject([
      {
        userName: "zoe@example.com",
        externalId: "1001",
        name: { givenName: "Zoë", familyName: "Lindqvist" },
      },
      { userName: "sean@example.com", externalId: "1002", name: { familyName: "O'Brien" } },
      {
        userName: "sakura@example.com",
        externalId: "1003",
        name: { givenName: "さくら", familyName: "鈴木" },
      },
    ]);

    sandbox.clearRequests();
    expect(await run()).toMatchObject({ code: 0, stderr: "" });
    expect(sandbox.requests().total).toBe(0);
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
});
