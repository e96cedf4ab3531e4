import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import { maxRuntimeHelp, reportHelp, spanOfTime, withAccept, withTarget } from "./options.ts";
import type { Running } from "./running.ts";

export function addProvision(program: Command, running: Running): void {
  withAccept(withTarget(program.command("provision [key...]")))
    .description(
      "make or link accounts of those in scope who have none, or of these users, with every step; updates and removals wait",
    )
    .option("--record <file>", "write every request and answer to this file (HAR), without secrets")
    .option("--report <file...>", reportHelp)
    .option("--max-runtime <span>", maxRuntimeHelp, spanOfTime)
    .addHelpText(
      "after",
      exitHelp("done", "usage", "failures", "held", "source", "target", "locked", "interrupted"),
    )
    .action(running(async () => (await import("./commands/provision.ts")).runProvision));
}
