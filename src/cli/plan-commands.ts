import { type Command, Option } from "commander";
import { approvalKinds } from "../plan/approval-kind.ts";
import { metricsPush } from "./metrics-option.ts";
import { exitHelp } from "./exit-help.ts";
import {
  maxRuntimeHelp,
  removalsHelp,
  reportHelp,
  spanOfTime,
  wholeNumber,
  withAccept,
  withModes,
  withTarget,
} from "./options.ts";
import type { Running } from "./running.ts";

const protectedCode = ["failures", "something would be done to what is protected"] as const;

/** What a run would do, shown or kept in a file; and what is in such a file, looked at, approved and carried out. */
export function addPlan(program: Command, running: Running): void {
  const plan = withFormat(withModes(program.command("plan [target...]")))
    .description("show what sync would do; nothing is changed, and without --reconcile nobody is asked")
    .option("--out <file>", "write it to this file as well, for apply; it holds personal data, and no secret")
    .option("--exit-code", "exit with 10 when there is something to do")
    .addHelpText(
      "after",
      exitHelp(
        "done",
        "usage",
        protectedCode,
        "held",
        "source",
        "target",
        "locked",
        "differences",
        "interrupted",
      ),
    )
    // A target may be called help.
    .helpCommand(false)
    .action(running(async () => (await import("./commands/plan.ts")).showPlan));

  plan
    .command("approve [file]")
    .description("let only a part of a plan file go: apply pushes these kinds, and the rest stays due")
    .option("--only <kinds>", `${approvalKinds.join(", ")}; several with commas`)
    .addHelpText("after", exitHelp("done", "usage", "stale"))
    .action(
      withFlagsOf(
        plan,
        running(async () => (await import("./commands/plan-approve.ts")).approvePlan),
      ),
    );

  withFormat(plan.command("show [file]"))
    .description("show what is in a plan file; needs neither config nor state")
    .addHelpText("after", exitHelp("done", "usage", "stale"))
    .action(
      withFlagsOf(
        plan,
        running(async () => (await import("./commands/plan-show.ts")).showPlanFile),
      ),
    );

  withTarget(withAccept(program.command("apply <file>")))
    .description(
      "push what a plan file says and nothing else, if source, mapping and state are still those of the plan",
    )
    .option("--allow-removals <n>", removalsHelp, wholeNumber)
    .option("--dry-run", "only say whether it still stands, and show it")
    .option("--record <file>", "write every request and answer to this file (HAR), without secrets")
    .addOption(metricsPush())
    .option("--report <file...>", reportHelp)
    .option("--max-runtime <span>", maxRuntimeHelp, spanOfTime)
    .addHelpText(
      "after",
      exitHelp("done", "usage", "failures", "held", "source", "target", "locked", "stale", [
        "interrupted",
        "interrupted, or --max-runtime was over; the next sync goes on",
      ]),
    )
    .action(running(async () => (await import("./commands/apply.ts")).applyPlan));
}

export const formats = ["text", "json", "markdown"] as const;

function withFormat(command: Command): Command {
  return command
    .addOption(
      new Option("--format <format>", "text; json, as with --json; or markdown, for a pull request").choices(
        formats,
      ),
    )
    .option(
      "--limit <n>",
      "operations shown for each target; 50 as text, as many as a comment holds as markdown",
      wholeNumber,
    );
}

/** A flag that both have is taken by the command above, wherever it stands. */
function withFlagsOf(above: Command, action: (...given: unknown[]) => Promise<void>) {
  return (file: unknown, own: object, command: Command): Promise<void> =>
    action(file, { ...above.opts(), ...own }, command);
}
