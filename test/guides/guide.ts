import { expect, onTestFinished } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { connectorFolder } from "../config/config-file.ts";
import { openFolder } from "./folder.ts";
import { type Page, type Step, readPage } from "./page.ts";
import { expectShown } from "./shown.ts";

/** Where the service of a guide is, in place of the vendor's. */
export interface Place {
  readonly baseUrl: string;
  readonly tokenUrl?: string;
}

type Command = Extract<Step, { readonly kind: "command" }>;

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
  const page = readPage(name);
  const sandbox = await startSandbox({ seed: 1, dialect: await loadConnector(connector, connectorFolder) });
  onTestFinished(() => sandbox.close());
  const folder = openFolder();
  const sections = new Map<string, () => unknown>();
  const ran = new Set<string>();
  let secret = sandbox.token;

  async function run(line: string, exitCode: number, shown: readonly string[]): Promise<void> {
    const variables = [...page.text.matchAll(/\$\{env\.(\w+)\}/g)].map(([, variable]) => variable!);
    const environment = Object.fromEntries(variables.map((variable) => [variable, secret]));
    const { code, stdout, stderr } = await folder.run(line, environment);
    ran.add(line);
    expect({ line, code, stderr: code === exitCode ? "" : stderr + stdout }).toEqual({
      line,
      code: exitCode,
      stderr: "",
    });
    expectShown(line, shown, stdout + stderr);
  }

  /** What goes over no network is tried with the addresses of the page. */
  async function validateAsWritten({ line, exitCode, shown }: Command, place: Place): Promise<void> {
    const config = page.steps.find((step) => step.kind === "file");
    folder.write(config!.name, config!.text);
    await run(line, exitCode, shown);
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
    read: folder.read,
    async follow(place = { baseUrl: sandbox.url }) {
      for (const step of page.steps) {
        const before = sections.get(step.section);
        sections.delete(step.section);
        await before?.();
        if (step.kind === "file") folder.write(step.name, placed(step.text, place));
        else if (step.kind === "edit") folder.edit(step.line);
        else if (step.line === "validate") await validateAsWritten(step, place);
        else await run(step.line, step.exitCode, step.shown);
      }
      expect([...sections.keys()]).toEqual([]);
      for (const line of page.mentioned) if (!ran.has(line)) await run(line, 0, []);
    },
  };
}

/** The text of a file of the page, with the addresses of the sandbox in place of what tells the vendor's. */
function placed(text: string, { baseUrl, tokenUrl }: Place): string {
  if (!text.includes("targets:")) return text;
  const ours = `baseUrl: ${baseUrl}`;
  const theirs = /\b(?:baseUrl|vars): .*$/m;
  const addressed = theirs.test(text)
    ? text.replace(theirs, ours)
    : text.replace(/^( +)connector: .*$/m, (line, indent: string) => `${line}\n${indent}${ours}`);
  return tokenUrl === undefined
    ? addressed
    : addressed.replace(/\bauth: \{/, (start) => `${start} tokenUrl: "${tokenUrl}",`);
}
