import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import { wholeNumber, withAccept } from "./options.ts";
import type { Running } from "./running.ts";

export function addSource(program: Command, running: Running): void {
  const source = program
    .command("source")
    .description("look at the data: what the sources hold, and what a new export would change")
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"));
  withAccept(source.command("show [key...]"))
    .description(
      "records as they are read, merged and resolved: the first ones, or some users or groups in full",
    )
    .option("--groups", "groups, not users")
    .option("--limit <n>", "how many records", wholeNumber, 10)
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"))
    .action(running(async () => (await import("./commands/source-show.ts")).showRecords));
  withAccept(source.command("stats"))
    .description("counts, attributes with fill rate and examples, repeated values, groups by size")
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"))
    .action(running(async () => (await import("./commands/source-stats.ts")).showStats));
  withAccept(source.command("diff"))
    .description("what the sources would change against the last good read, before anything is planned")
    .option("--limit <n>", "records shown", wholeNumber, 50)
    .option("--exit-code", "exit with 10 when something changed, or was never read before")
    .addHelpText("after", exitHelp("done", "usage", "source", "locked", "differences", "interrupted"))
    .action(running(async () => (await import("./commands/source-diff.ts")).showDiff));
}
