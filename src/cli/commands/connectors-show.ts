import { readConnector } from "../../connector/load.ts";
import { pageOf } from "../../connector/page.ts";
import { connectorBlocks } from "../connector-blocks.ts";
import type { GlobalOptions } from "../global-options.ts";
import { pageMarkdown } from "../render-page-markdown.ts";
import { pageText } from "../render-page-text.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../connector-folder.ts";

export interface ShowFlags {
  readonly starter?: boolean;
  readonly markdown?: boolean;
}

/** `scimsync connectors show NAME`: what an administrator should know of a service, from its profile alone. */
export async function showProfile(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  name: string,
  { starter = false, markdown = false }: ShowFlags,
): Promise<number> {
  const page = pageOf(await readConnector(name, connectorFolder, process.cwd()), name);
  if (options.json) await terminal.out(`${JSON.stringify({ version: 1, connector: page })}\n`);
  else if (starter) await terminal.out(page.config);
  else if (markdown) await terminal.out(pageMarkdown(connectorBlocks(page)));
  else await terminal.out(pageText(connectorBlocks(page), terminal));
  return 0;
}
