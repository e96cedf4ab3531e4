import { expect, onTestFinished } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { connectorFolder } from "../config/config-file.ts";
import { type PlainClient, plainClient } from "../support/servers/plain-client.ts";
import { smallCompany } from "./company.ts";
import { type Folder, openFolder } from "./folder.ts";
import type { Command } from "./page-command.ts";
import type { Done } from "./page-steps.ts";
import { placed, usualAddress } from "./placed.ts";
import { expectShown } from "./shown.ts";
import { startToldSandbox, type ToldSandbox } from "./told-sandbox.ts";
import type { World } from "./world.ts";

/** Where a page is followed: a folder, and a service to push to. */
export interface Site {
  readonly folder: Folder;
  /** What the commands have printed so far. */
  readonly said: string;
  /** The service, unless the page starts it itself. */
  readonly sandbox: Sandbox | undefined;
  /** Does one step of the page, with what its words mean here. */
  take(step: Done, words?: World["words"]): Promise<void>;
}

/** Sets out what the reader of a page has. `startsItself`: the page says how the service is started. */
export async function openSite(world: World, startsItself: boolean): Promise<Site> {
  const folder = openFolder();
  let service: ToldSandbox = { url: usualAddress, token: "try-me" };
  let said = "";
  const variables: Record<string, string> = {};
  const write = (name: string, text: string) => folder.write(name, placed(text, { baseUrl: service.url }));
  const sandbox = startsItself ? undefined : await startService(world, folder);
  if (sandbox !== undefined) service = sandbox;
  for (const [name, text] of Object.entries(world.files ?? smallCompany)) write(name, text);

  async function run({ line, exitCodes, shown, into }: Command): Promise<void> {
    const { code, stdout, said: told } = await folder.run(line, environment());
    const isExpected = exitCodes.includes(code);
    expect({ line, code: isExpected ? exitCodes : code, said: isExpected ? "" : told }).toEqual({
      line,
      code: exitCodes,
      said: "",
    });
    expectShown(line, shown, told);
    if (into !== undefined) folder.write(into, stdout);
    said += told;
  }

  /** Every variable that a config speaks of; what the page does not set is the token. */
  function environment(): Readonly<Record<string, string>> {
    const configs = folder.names().filter((name) => name.endsWith(".yaml"));
    const names = configs.flatMap((name) =>
      [...folder.read(name).matchAll(/\$\{env\.(\w+)\}/g)].map(([, one]) => one!),
    );
    return { ...Object.fromEntries(names.map((name) => [name, service.token])), ...variables };
  }

  async function start(line: string): Promise<void> {
    service = await startToldSandbox(folder, line);
    for (const name of folder.names()) if (name.endsWith(".yaml")) write(name, folder.read(name));
  }

  const site: Site = {
    folder,
    sandbox,
    get said() {
      return said;
    },
    async take(step, words = {}) {
      if (step.kind === "file") write(step.name, step.text);
      else if (step.kind === "variable" && startsItself) variables[step.name] = step.value;
      else if (step.kind === "edit" || step.kind === "command") {
        const line = inPlace(step.line, words, site);
        if (step.kind === "edit") folder.edit(line);
        else await (line.startsWith("sandbox ") ? start(line) : run({ ...step, line }));
      }
    },
  };
  return site;
}

function inPlace(line: string, words: NonNullable<World["words"]>, site: Site): string {
  const used = Object.entries(words).filter(([word]) => line.includes(word));
  return used.reduce((text, [word, meant]) => text.replaceAll(word, meant(site)), line);
}

async function startService(world: World, folder: Folder): Promise<Sandbox> {
  for (const [name, text] of Object.entries(world.files ?? {})) folder.write(name, text);
  const { connector, quirks = [], accounts = [], groups = [] } = world;
  const dialect =
    connector === undefined ? {} : { dialect: await loadConnector(connector, connectorFolder, folder.path) };
  const sandbox = await startSandbox({ seed: 1, quirks, ...dialect });
  onTestFinished(() => sandbox.close());
  const there: PlainClient = plainClient({ baseUrl: sandbox.url, token: sandbox.token }, world.contentType);
  const ids = new Map<unknown, string>();
  for (const account of accounts) ids.set(account["userName"], await there.createUser(account));
  for (const { displayName, members = [] } of groups) {
    const named = members.map((name) => ({ value: ids.get(name) ?? name }));
    await there.createGroup({ displayName, members: named });
  }
  return sandbox;
}
