import { expect, onTestFinished, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { connectorFolder } from "../config/config-file.ts";
import { openFolder } from "./folder.ts";
import { readPage } from "./page.ts";
import { expectShown } from "./shown.ts";

async function sandboxOf(connector: string, token: string) {
  const sandbox = await startSandbox({ token, dialect: await loadConnector(connector, connectorFolder) });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test("docs/getting-started.md does what it says, from the file of people to the nightly run", async () => {
  const page = readPage("../getting-started");
  const [tryOut, service] = await Promise.all([
    sandboxOf("generic", "try-me"),
    sandboxOf("retool", "secret"),
  ]);
  const folder = openFolder();
  const environment = { SCIM_TOKEN: "try-me", RETOOL_SCIM_TOKEN: "secret" };
  const config = "scimsync.yaml";

  async function run(line: string, exitCode = 0, shown: readonly string[] = []): Promise<void> {
    const here = line.replace("http://127.0.0.1:7643/scim/v2", tryOut.url);
    const { code, stdout, stderr } = await folder.run(here, environment);
    expect({ line, code, said: code === exitCode ? "" : stderr + stdout }).toEqual({
      line,
      code: exitCode,
      said: "",
    });
    expectShown(line, shown, stdout + stderr);
  }

  let isThere = false;
  for (const step of page.steps) {
    if (step.kind === "file") folder.write(step.name, step.text);
    else if (step.kind === "edit") folder.edit(step.line);
    else if (!step.line.startsWith("sandbox ")) {
      if (step.line === "check") {
        const written = folder.read(config);
        expect(written).toContain("host: retool.example.com");
        folder.write(config, written.replace(/vars:\n.*$/m, `baseUrl: ${service.url}`));
        isThere = true;
      }
      await run(step.line, step.exitCode, step.shown);
    }
  }
  expect(isThere).toBe(true);
  expect(tryOut.users().map(({ userName, active, title }) => [userName, active, title])).toEqual([
    ["ann@example.com", true, "Director"],
    ["jose@example.com", true, "Lead Engineer"],
    ["zoe@example.com", false, "Support"],
  ]);
  expect(service.users().map(({ userName, name }) => [userName, name])).toEqual([
    ["ann@example.com", { givenName: "Ann", familyName: "Lee" }],
    ["jose@example.com", { givenName: "José", familyName: "García" }],
  ]);

  const [, notify] = /^```yaml\n(notify:[^]*?)^```$/m.exec(page.text)!;
  folder.write(config, folder.read(config) + notify!);
  const [, nightly] = /^30 2 \* \* \* .*&& scimsync (.+)$/m.exec(page.text)!;
  await run(nightly!);
  expect(folder.read("last-night.html")).toContain("retool");
  for (const line of page.mentioned) await run(line);
});
