import { expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { loadConnector } from "../../src/connector/load.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { connectorFolder } from "../config/config-file.ts";
import { readAll } from "../support/servers/read-back.ts";
import { openFolder } from "./folder.ts";
import { readPage } from "./page.ts";
import type { Command } from "./page-command.ts";
import { usualAddress } from "./placed.ts";
import { expectShown } from "./shown.ts";
import { startToldSandbox, type ToldSandbox } from "./told-sandbox.ts";

async function sandboxOf(connector: string, token: string) {
  const sandbox = await startSandbox({ token, dialect: await loadConnector(connector, connectorFolder) });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test("docs/getting-started.md does what it says, from the file of people to the nightly run", async () => {
  const page = readPage("docs/getting-started.md");
  const service = await sandboxOf("retool", "secret");
  const folder = openFolder();
  const environment = { SCIM_TOKEN: "try-me", RETOOL_SCIM_TOKEN: "secret" };
  // As cron has it: without the variables of the reader's shell.
  const bare = {};
  const config = "scimsync.yaml";
  let tryOut: ToldSandbox | undefined;
  let tried: readonly JsonObject[] = [];

  async function run(
    { line, exitCodes: [exitCode], shown }: Omit<Command, "kind">,
    variables: Readonly<Record<string, string>> = environment,
  ): Promise<void> {
    const { code, said } = await folder.run(line, variables);
    expect({ line, code, said: code === exitCode ? "" : said }).toEqual({
      line,
      code: exitCode,
      said: "",
    });
    expectShown(line, shown, said);
  }

  let isThere = false;
  for (const step of page.steps) {
    if (step.kind === "file") folder.write(step.name, step.text);
    else if (step.kind === "edit") {
      // The reader ends the trial here, and so goes its config.
      if (step.line.startsWith("rm ")) tried = await readAll(`${tryOut!.url}/Users`, tryOut!.token);
      folder.edit(step.line, environment);
    } else if (step.kind === "command" && step.line.startsWith("sandbox ")) {
      tryOut = await startToldSandbox(folder, step.line);
      const written = folder.read(config);
      expect(written).toContain(usualAddress);
      folder.write(config, written.replace(usualAddress, tryOut.url));
    } else if (step.kind === "command") {
      if (step.line === "check") {
        const written = folder.read(config);
        expect(written).toContain("host: retool.example.com");
        folder.write(config, written.replace(/vars:\n.*$/m, `baseUrl: ${service.url}`));
        isThere = true;
      }
      if (step.section !== "5. Every night") await run(step);
    }
  }
  expect(isThere).toBe(true);
  expect(tried.map(({ userName, active, title }) => [userName, active, title])).toEqual([
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
  const nightly = page.steps.filter((step) => step.kind === "command" && step.section === "5. Every night");
  expect(nightly).toHaveLength(1);
  for (const step of nightly) if (step.kind === "command") await run(step, bare);
  expect(folder.read("last-night.html")).toContain("retool");
  for (const line of page.mentioned) await run({ line, exitCodes: [0], shown: [] });
});
