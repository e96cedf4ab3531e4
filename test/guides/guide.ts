import { expect, onTestFinished } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { connectorFolder } from "../config/config-file.ts";
import { openFolder } from "./folder.ts";
import { type Page, readPage } from "./page.ts";
import type { Command } from "./page-command.ts";
import { type Place, placed } from "./placed.ts";
import { expectShown } from "./shown.ts";

/** A page of docs/guides that is followed, at a sandbox that plays the profile. */
export interface Guide {
  readonly page: Page;
  readonly sandbox: Sandbox;
  /** What is done when the page comes to a section, before anything in it. */
  at(section: string, what: () => unknown): void;
  /** What the service takes for its credentials from now on; all variables of the page hold it. */
  setSecret(secret: string): void;
  /** Does all that the page says, and then what it only mentions. */
  follow(place?: Place): Promise<void>;
  /** What is in a file that a command wrote. */
  read(name: string): string;
}

export async function openGuide(name: string, connector: string): Promise<Guide> {
  const page = readPage(`docs/guides/${name}.md`);
  const sandbox = await startSandbox({ seed: 1, dialect: await loadConnector(connector, connectorFolder) });
  onTestFinished(() => sandbox.close());
  const folder = openFolder();
  const sections = new Map<string, () => unknown>();
  const ran = new Set<string>();
  let secret = sandbox.token;

  async function run({
    line,
    exitCodes: [exitCode],
    shown,
  }: Pick<Command, "line" | "exitCodes" | "shown">): Promise<void> {
    const variables = [...page.text.matchAll(/\$\{env\.(\w+)\}/g)].map(([, variable]) => variable!);
    const environment = Object.fromEntries(variables.map((variable) => [variable, secret]));
    const { code, said } = await folder.run(line, environment);
    ran.add(line);
    expect({ line, code, said: code === exitCode ? "" : said }).toEqual({
      line,
      code: exitCode,
      said: "",
    });
    expectShown(line, shown, said);
  }

  /** What goes over no network is tried with the addresses of the page. */
  async function validateAsWritten(command: Command, place: Place): Promise<void> {
    const config = page.steps.find((step) => step.kind === "file");
    folder.write(config!.name, config!.text);
    await run(command);
    folder.write(config!.name, placed(config!.text, place));
  }

  return {
    page,
    sandbox,
    at(section, what) {
      expect(page.text).toContain(`\n## ${section}\n`);
      sections.set(section, what);
    },
    setSecret: (given) => void (secret = given),
    read: (name) => folder.read(name),
    async follow(place = { baseUrl: sandbox.url }) {
      for (const step of page.steps) {
        const before = sections.get(step.section);
        sections.delete(step.section);
        await before?.();
        if (step.kind === "file") folder.write(step.name, placed(step.text, place));
        else if (step.kind === "edit") folder.edit(step.line);
        else if (step.kind === "command")
          await (step.line === "validate" ? validateAsWritten(step, place) : run(step));
      }
      expect([...sections.keys()]).toEqual([]);
      for (const line of page.mentioned) if (!ran.has(line)) await run({ line, exitCodes: [0], shown: [] });
    },
  };
}
