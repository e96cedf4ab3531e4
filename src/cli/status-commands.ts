import { type Command, Option } from "commander";
import { departureCauses } from "../plan/departure.ts";
import { exitHelp } from "./exit-help.ts";
import { spanOfTime, wholeNumber } from "./options.ts";
import type { Running } from "./running.ts";

/** How things stand, by the state file alone. */
export function addStatus(program: Command, running: Running): void {
  program
    .command("status [target...]")
    .description("last runs, accounts by state, age of the last good run")
    .addOption(
      new Option("--leaving", "who is leaving: why, since when, and when the account goes").conflicts(
        "pending",
      ),
    )
    .option("--pending", "who is in scope and has no account yet, and why")
    .addOption(
      new Option("--cause <cause>", "with --leaving: those who leave for this cause only").choices(
        departureCauses,
      ),
    )
    .option("--limit <n>", "with --leaving and --pending: people shown for each target", wholeNumber, 50)
    .option("--check", "one line and an exit code for monitoring: 0 ok, 1 warning, 2 critical, 3 unknown")
    .addOption(
      new Option("--max-age <span>", "with --check: critical when no run got through for longer, such as 36h")
        .argParser((text: string) => spanOfTime(text))
        .default(26 * 3_600_000, "26h"),
    )
    .option("--notify", "with --check: tell the channels of notify that a run is missing")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/status.ts")).showStatus));
}
