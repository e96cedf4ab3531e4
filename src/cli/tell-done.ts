import type { GlobalOptions } from "./global-options.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Says what a command did: as one JSON document with `--json`, else in the words given. That all went as told is no trouble,
 * so with `--quiet` the words are left out.
 */
export async function tellDone(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  done: object,
  words: string,
): Promise<void> {
  if (options.json) await terminal.out(`${JSON.stringify({ version: 1, ...done })}\n`);
  else if (!options.quiet) await terminal.out(words);
}
