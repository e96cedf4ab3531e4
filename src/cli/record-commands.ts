import { type Command, InvalidArgumentError } from "commander";
import { exitHelp } from "./exit-help.ts";
import { reportHelp, wholeNumber } from "./options.ts";
import type { Running } from "./running.ts";

/** What is kept of runs and people, for how long, and whether it is still what it was. */
export function addRecords(program: Command, running: Running): void {
  addRuns(program, running);
  program
    .command("forget <key...>")
    .description("take people who left out of the state file: what was done stays, of whom does not")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/forget.ts")).forget));
  program
    .command("prune")
    .description("remove runs and their operations that are older than the retention")
    .option(
      "--keep <days>",
      "days that are kept, such as 400; retention of the config when left out",
      keptDays,
    )
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/prune.ts")).prune));
}

function addRuns(program: Command, running: Running): void {
  const runs = program
    .command("runs")
    .description(
      "the audit trail: which runs there were, what each changed, and whether it was altered since",
    )
    .addHelpText("after", exitHelp("done", "usage"));
  runs
    .command("list", { isDefault: true })
    .description("the last runs")
    .option("--limit <n>", "how many runs", wholeNumber, 20)
    .option("--target <id>", "of this target only; of all when left out")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/runs.ts")).listRuns));
  runs
    .command("show <id>")
    .description("each change of a run, with old and new values and outcome")
    .option("--key <key...>", "only of these users or groups, by source key")
    .option("--kind <kind...>", "only these operations, such as create or deactivate")
    .option("--state <state...>", "only what became this, such as succeeded or failed")
    .option("--limit <n>", "operations shown; all when left out", wholeNumber)
    .option("--report <file...>", reportHelp)
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/runs.ts")).showRun));
  runs
    .command("verify")
    .description("whether runs and their operations are as they were written down: altered, missing, put in")
    .option("--head <head>", "a head that an earlier verify printed, and that was kept outside", chainHead)
    .addHelpText(
      "after",
      exitHelp("done", "usage", ["differences", "something was altered, is missing, or was put in"]),
    )
    .action(running(async () => (await import("./commands/verify-runs.ts")).verifyRuns));
}

/** `12:9f8e…` as it is printed. */
function chainHead(text: string): { readonly position: number; readonly hash: string } {
  const [, position, hash = ""] = /^(\d{1,15}):([\da-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  if (position === undefined)
    throw new InvalidArgumentError("write the head as verify printed it, such as 12:9f8e…");
  return { position: Number(position), hash };
}

function keptDays(text: string): number {
  const days = wholeNumber(text.replace(/d$/, ""));
  if (days < 7) throw new InvalidArgumentError("at least 7: guards and approvals look back");
  return days;
}
