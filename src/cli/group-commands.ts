import { type Command, InvalidArgumentError, Option } from "commander";
import { exitHelp } from "./exit-help.ts";
import { oneMore, removalsHelp, wholeNumber, withAccept, withTarget } from "./options.ts";
import type { Running } from "./running.ts";

const states = ["pending", "active", "failed", "paused", "unlinked"] as const;

/** Groups that are pushed, one by one. */
export function addGroups(program: Command, running: Running): void {
  const groups = program
    .command("groups")
    .description("groups that are pushed: how they are, and what is to be done with one")
    .addHelpText("after", exitHelp("done", "usage"));
  groups
    .command("list [target...]", { isDefault: true })
    .description(
      "groups that are pushed or were: state, members, last error and what to do; from the state file alone",
    )
    .addOption(
      new Option("--state <state>", `groups of this state only (${states.join(", ")}); can be given again`)
        .argParser((state: string, others: readonly string[]) => oneMore(known(state), others))
        .default([], "all of them"),
    )
    .option("--limit <n>", "groups shown for each target", wholeNumber, 50)
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/groups-list.ts")).listGroups));
  addPushing(groups, running);
  withTarget(groups.command("unlink <name>"))
    .description(
      "let go of a group: at the target it stays as it is, and it is not pushed until `groups push`",
    )
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/groups-say.ts")).unlinkGroup));
  withTarget(groups.command("pause <name>"))
    .description("send nothing of a group until `groups resume`")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/groups-say.ts")).pauseGroup));
  withTarget(groups.command("resume <name>"))
    .description("send what piled up while a group was paused, in the next sync")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/groups-say.ts")).resumeGroup));
}

function addPushing(groups: Command, running: Running): void {
  const exits = exitHelp("done", "usage", "failures", "held", "source", "target", "locked", "interrupted");
  withAccept(withTarget(groups.command("push <name>")))
    .description("push a group now with all its members: read what the target holds, and make it right")
    .option("--allow-removals <n>", removalsHelp, wholeNumber)
    .addHelpText("after", exits)
    .action(running(async () => (await import("./commands/groups-push.ts")).runGroupPush));
  withAccept(withTarget(groups.command("link <name> <id>")))
    .description(
      "link a group to one of the target's own, by its id there: its members are pushed, nothing else of it is written",
    )
    .option("--later", "leave the members to the next sync")
    .option("--allow-removals <n>", removalsHelp, wholeNumber)
    .addHelpText("after", exits)
    .action(running(async () => (await import("./commands/groups-push.ts")).runGroupLink));
}

function known(state: string): string {
  if (states.some((one) => one === state)) return state;
  throw new InvalidArgumentError(`write one of ${states.join(", ")}`);
}
