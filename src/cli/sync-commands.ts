import type { Command } from "commander";
import { metricsPush } from "./metrics-option.ts";
import { exitHelp } from "./exit-help.ts";
import { maxRuntimeHelp, reportHelp, spanOfTime, wholeNumber, withAccept, withModes } from "./options.ts";
import type { Running } from "./running.ts";

/** What a target holds, and the run itself. */
export function addSync(program: Command, running: Running): void {
  withAccept(program.command("drift [target...]"))
    .description("what is at the target and not as last sent, gone there, or not ours; nothing is changed")
    .option("--limit <n>", "operations shown for each target", wholeNumber, 50)
    .option("--exit-code", "exit with 10 when there is something to do")
    .addHelpText(
      "after",
      exitHelp("done", "usage", "held", "source", "target", "locked", "differences", "interrupted"),
    )
    .action(running(async () => (await import("./commands/drift.ts")).showDrift));

  withModes(program.command("sync [target...]"))
    .description("read the source, plan, guard, push")
    .option("--dry-run", "the same as plan")
    .option("--record <file>", "write every request and answer to this file (HAR), without secrets")
    .option("--report <file...>", reportHelp)
    .addOption(metricsPush())
    .option(
      "--verify <n>",
      "afterwards read so many accounts and groups again, chosen at random; as verify in the config when left out",
      wholeNumber,
    )
    .option("--exit-code", "with --verify: exit with 10 when something there is not as last sent")
    .option("--max-runtime <span>", maxRuntimeHelp, spanOfTime)
    .addHelpText(
      "after",
      exitHelp("done", "usage", "failures", "held", "source", "target", "locked", "differences", [
        "interrupted",
        "interrupted, or --max-runtime was over; the next run goes on",
      ]),
    )
    .action(running(async () => (await import("./commands/sync.ts")).runSync));
}
