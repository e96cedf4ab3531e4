import { statSync } from "node:fs";
import { exitCodes } from "../../sync/exit-code.ts";
import { backUp, timeInName } from "../../store/sqlite/backup.ts";
import { openForReading } from "../../store/sqlite/open.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count } from "../../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig } from "../workplace.ts";

/** `scimsync state backup [FILE]`: a copy of the state as it is at this moment; beside it when no file is named. */
export async function backUpState(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  file: string | undefined,
): Promise<number> {
  const { config } = await openConfig(options, terminal, "source");
  const to = file ?? `${config.state}.backup-${timeInName()}`;
  const database = openForReading(config.state, await config.stateKey?.());
  try {
    backUp(database, to);
  } finally {
    database.close();
  }
  const { size: bytes } = statSync(to);
  if (options.json) {
    await terminal.out(`${JSON.stringify({ version: 1, state: config.state, backup: to, bytes })}\n`);
    return exitCodes.done;
  }
  if (options.quiet) return exitCodes.done;
  await terminal.out(
    [
      `${to}: ${count(bytes)} bytes`,
      `  to go back to it: end all runs, move ${config.state} away with its -wal and -shm, and copy the backup to its place`,
      "",
    ].join("\n"),
  );
  return exitCodes.done;
}
