import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { connectorFolder, folderWith } from "../config/config-file.ts";
import { runIn } from "./in-process.ts";

const page = readFileSync(new URL("../../docs/writing-a-connector.md", import.meta.url), "utf8");

/** The code of a block of the page, by how it begins. */
function block(language: string, begins: string): string {
  const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)];
  const [, , text] = blocks.find(([, kind, code]) => kind === language && code!.startsWith(begins)) ?? [];
  return text!;
}

test("what docs/writing-a-connector.md writes down works as it says, step by step", async () => {
  const folder = await folderWith({
    "frame.yaml": block("yaml", "# yaml-language-server"),
    "my-app.yaml": block("yaml", "# my-app.yaml"),
    "people.csv": block("csv", "employee_id"),
  });
  const frame = await runIn(folder, ["connectors", "show", "./frame.yaml"]);
  expect(frame.stdout).toContain("Not known\n  - `users.putOmission`");

  const sandbox = await startSandbox({
    dialect: await loadConnector("./my-app.yaml", connectorFolder, folder),
  });
  const config = block("yaml", "# scimsync.yaml").replace("http://127.0.0.1:7643/scim/v2", sandbox.url);
  writeFileSync(join(folder, "scimsync.yaml"), config);
  const run = (...args: readonly string[]) => runIn(folder, args, { MY_APP_TOKEN: sandbox.token });
  expect(await run("validate")).toMatchObject({ code: 0 });
  expect((await run("plan")).stdout).toContain("zoe@example.com");
  expect(await run("sync")).toMatchObject({ code: 0 });
  const again = await run("sync", "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({
    runs: [{ counts: { created: 0, updated: 0, failed: 0 } }],
  });
  await sandbox.close();

  const shown = await run("connectors", "show", "./my-app.yaml");
  expect(shown.stdout).toContain("users.update: put (default auto)");
  expect(shown.stdout).not.toContain("Said without a source");
});
