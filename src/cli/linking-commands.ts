import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import { wholeNumber, withAccept } from "./options.ts";
import type { Running } from "./running.ts";

/** What is whose: linking what is there, looking at links, and letting go. */
export function addLinking(program: Command, running: Running): void {
  withAccept(program.command("import [target...]"))
    .description(
      "link accounts and groups that are there with the records whose they are; writes nothing to a target",
    )
    .option(
      "--out <file>",
      "write to this CSV file what is there and not in the source, and the other way round",
    )
    .option("--snapshot <file>", "keep what the target holds in this file (NDJSON), without secrets")
    .option("--dry-run", "show what would be linked, and link nothing")
    .option("--limit <n>", "records to be confirmed that are shown for each target", wholeNumber, 50)
    .addHelpText("after", exitHelp("done", "usage", "source", "target", "locked", "interrupted"))
    .action(running(async () => (await import("./commands/import.ts")).runImport));
}
