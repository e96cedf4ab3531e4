import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import { wholeNumber, withTarget } from "./options.ts";
import type { Running } from "./running.ts";

export function addApproval(program: Command, running: Running): void {
  withTarget(program.command("approve [run-or-key...]"))
    .description(
      "let the next sync do what guards hold: all that a run holds, or what is held of some source keys; without a name, list it",
    )
    .option("--limit <n>", "held operations listed for each target", wholeNumber, 50)
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/approve.ts")).runApprove));
}
