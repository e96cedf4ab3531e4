import { type Command, InvalidArgumentError, Option } from "commander";
import { remedies } from "../push/failure-code.ts";
import { exitHelp } from "./exit-help.ts";
import { oneMore, removalsHelp, reportHelp, wholeNumber, withAccept, withTarget } from "./options.ts";
import type { Running } from "./running.ts";

export function addFailures(program: Command, running: Running): void {
  withCode(program.command("failures [target...]"))
    .description(
      "what fails, where, since when, when it is tried next, and what to do; from the state file alone",
    )
    .option("--key <key...>", "only these users or groups, by source key")
    .option("--limit <n>", "records shown for each target", wholeNumber, 20)
    .option("--csv <file>", "write all of them to this file, for a spreadsheet, in place of what is there")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/failures.ts")).showFailures));
  withAccept(withTarget(withCode(program.command("retry [key...]"))))
    .description("try what fails now: these users or groups, or all; nobody else is touched")
    .option("--allow-removals <n>", removalsHelp, wholeNumber)
    .option("--report <file...>", reportHelp)
    .addHelpText(
      "after",
      exitHelp("done", "usage", "failures", "held", "source", "target", "locked", "interrupted"),
    )
    .action(running(async () => (await import("./commands/retry.ts")).runRetry));
}

function withCode(command: Command): Command {
  return command.addOption(
    new Option("--code <code>", "what fails with this failure code only; can be given again")
      .argParser((code: string, others: readonly string[]) => oneMore(known(code), others))
      .default([], "all of them"),
  );
}

function known(code: string): string {
  if (code in remedies) return code;
  throw new InvalidArgumentError(`write one of ${Object.keys(remedies).join(", ")}`);
}
