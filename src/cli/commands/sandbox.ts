import { loadConnector } from "../../connector/load.ts";
import { parseFault } from "../../sandbox/faults.ts";
import { type QuirkName, quirkNames, quirks } from "../../sandbox/quirk.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { UsageError } from "../../errors.ts";
import { suggest } from "../../nearest.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../workplace.ts";

interface SandboxFlags {
  readonly port: number;
  readonly token?: string;
  readonly connector?: string;
  readonly seed?: number;
  readonly latency?: number;
  readonly fault?: readonly string[];
  readonly quirk?: readonly string[];
  readonly listQuirks?: boolean;
  readonly db?: string;
}

/** `scimsync sandbox`: runs until it is interrupted. Its first line tells URL and token. */
export async function runSandbox(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  flags: SandboxFlags,
): Promise<number> {
  const { connector, fault = [], quirk = [], listQuirks = false, ...settings } = flags;
  if (listQuirks) return showQuirks(options, terminal);
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
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve()).once("SIGTERM", () => resolve());
  });
  await sandbox.close();
  return 0;
}

function readQuirk(name: string): QuirkName {
  const found = quirkNames.find((one) => one === name);
  if (found !== undefined) return found;
  throw new UsageError(`there is no quirk "${name}".${suggest(name, quirkNames)} See --list-quirks.`);
}

async function showQuirks({ json }: GlobalOptions, terminal: Terminal): Promise<number> {
  const lines = Object.entries(quirks).map(([name, does]) => `${name.padEnd(26)}${does}\n`);
  await terminal.out(json ? `${JSON.stringify({ version: 1, quirks })}\n` : lines.join(""));
  return 0;
}
