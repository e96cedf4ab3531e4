import { loadConnector } from "../../connector/load.ts";
import { parseFault } from "../../sandbox/faults/faults.ts";
import { type QuirkName, quirkNames, quirks } from "../../sandbox/quirks/quirk.ts";
import { startReplay } from "../../sandbox/replay/replay-server.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { UsageError } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../connector-folder.ts";

interface SandboxFlags {
  readonly port: number;
  readonly token?: string;
  readonly connector?: string;
  readonly seed?: number;
  readonly latency?: number;
  readonly fault?: readonly string[];
  readonly quirk?: readonly string[];
  readonly listQuirks?: boolean;
  readonly replay?: string;
  readonly db?: string;
}

/** `scimsync sandbox`: runs until it is interrupted. Its first line tells URL and token. */
export async function runSandbox(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  flags: SandboxFlags,
): Promise<number> {
  const { connector, fault = [], quirk = [], listQuirks = false, replay, ...settings } = flags;
  if (listQuirks) return showQuirks(options, terminal);
  if (replay !== undefined) return playBack({ options, terminal }, replay, settings.port);
  const dialect = connector === undefined ? {} : { dialect: await loadConnector(connector, connectorFolder) };
  const sandbox = await startSandbox({
    ...settings,
    ...dialect,
    faults: fault.map(parseFault),
    quirks: quirk.map(readQuirk),
  });
  const { url, token, origin } = sandbox;
  await terminal.out(
    options.json ? `${JSON.stringify({ url, token, page: `${origin}/` })}\n` : `${url} token ${token}\n`,
  );
  if (!options.quiet) terminal.note(`users and groups are shown at ${origin}/ (end with Ctrl-C)`);
  await interruption();
  await sandbox.close();
  return 0;
}

/** Its first line has the form of the sandbox's, so that scripts need not tell them apart; any token will do. */
async function playBack(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  file: string,
  port: number,
): Promise<number> {
  const { url, unknown, close } = await startReplay(file, port);
  await terminal.out(options.json ? `${JSON.stringify({ url, token: "any" })}\n` : `${url} token any\n`);
  await interruption();
  for (const request of unknown) terminal.note(`not in the recording: ${request}`);
  await close();
  return 0;
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve()).once("SIGTERM", () => resolve());
  });
}

function readQuirk(name: string): QuirkName {
  const found = quirkNames.find((one) => one === name);
  if (found !== undefined) return found;
  const meant = nearest(name, quirkNames);
  const advice = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw new UsageError(`there is no quirk "${name}"${advice} (--list-quirks shows them all)`);
}

async function showQuirks({ json }: GlobalOptions, terminal: Terminal): Promise<number> {
  const lines = Object.entries(quirks).map(([name, does]) => `${name.padEnd(26)}${does}\n`);
  await terminal.out(json ? `${JSON.stringify({ version: 1, quirks })}\n` : lines.join(""));
  return 0;
}
