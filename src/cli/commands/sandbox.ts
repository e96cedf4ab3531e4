import { loadConnector } from "../../connector/load.ts";
import { parseFault } from "../../sandbox/faults.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
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
  readonly db?: string;
}

/** `scimsync sandbox`: runs until it is interrupted. Its first line tells URL and token. */
export async function runSandbox(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  flags: SandboxFlags,
): Promise<number> {
  const { connector, fault = [], ...settings } = flags;
  const dialect = connector === undefined ? {} : { dialect: await loadConnector(connector, connectorFolder) };
  const sandbox = await startSandbox({ ...settings, ...dialect, faults: fault.map(parseFault) });
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
